package dev.quantloop.app.source.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quantloop.app.format.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The hub and its dataset server, as their documentation describes them, on one port. Faults come
 * in the order in which they are put, an answer each, before the right answers.
 */
final class FakeHub implements AutoCloseable {
  /** Spoils one answer. */
  interface Fault {
    void answer(HttpExchange exchange, byte[] right) throws IOException;
  }

  final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  final List<String> tokens = Collections.synchronizedList(new ArrayList<>());
  final Deque<Fault> faults = new ArrayDeque<>();
  final Map<String, List<Map<String, Object>>> rows = new LinkedHashMap<>();
  final Map<String, Map<String, Object>> hubEntries = new HashMap<>();
  final Map<Integer, List<String>> truncated = new HashMap<>();
  Optional<String> wantedToken = Optional.empty();
  boolean gated;
  boolean partial;
  boolean parquet = true;
  Optional<byte[]> parquetFile = Optional.empty();
  String pending = "";
  String failed = "";
  String revision = "abc123";
  private final HttpServer server;

  FakeHub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Rows {@code PREFIX 0}, {@code PREFIX 1} … in the column text. */
  void split(String config, String split, int count, String prefix) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(new LinkedHashMap<>(Map.of("text", prefix + " " + i)));
    }
    rows.put(config + "/" + split, all);
  }

  static Fault status(int status, String... headers) {
    return (exchange, right) -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      send(exchange, status, "{\"error\": \"busy\"}".getBytes(StandardCharsets.UTF_8));
    };
  }

  /** Breaks off in the midst of an answer whose length was told. */
  static Fault brokenOff() {
    return (exchange, right) -> {
      exchange.sendResponseHeaders(200, right.length);
      exchange.getResponseBody().write(right, 0, right.length / 2);
      exchange.getResponseBody().flush();
      exchange.close();
    };
  }

  /** Half of the answer as if it were all. */
  static Fault half() {
    return (exchange, right) -> send(exchange, 200, Arrays.copyOf(right, right.length / 2));
  }

  static Fault reset() {
    return (exchange, right) -> exchange.close();
  }

  static Fault instead(String body) {
    return (exchange, right) -> send(exchange, 200, body.getBytes(StandardCharsets.UTF_8));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
      String range = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range")).orElse("");
      requests.add((path + " " + query.getOrDefault("offset", range)).strip());
      tokens.add(
          Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse(""));
      answer(exchange, path, query, range);
    }
  }

  private void answer(HttpExchange exchange, String path, Map<String, String> query, String range)
      throws IOException {
    Fault fault = faults.poll();
    if (fault == null && !isAllowed(exchange)) {
      exchange.getResponseHeaders().set("X-Error-Code", "ExternalUnauthenticatedError");
      boolean known = path.startsWith("/api/") && gated && tokens.get(tokens.size() - 1).isEmpty();
      send(exchange, known ? 200 : 401, json("gated", known ? "auto" : null, "error", "no"));
      return;
    }
    byte[] right =
        switch (path) {
          case "/splits" -> splits();
          case "/rows" -> page(query);
          case "/parquet" -> parquetList();
          case "/api/datasets/owner/name" -> json("sha", revision, "gated", gated ? "auto" : false);
          default -> path.contains("/datasets/owner/name/") ? file(path) : null;
        };
    if (fault != null) {
      fault.answer(exchange, right == null ? new byte[0] : right);
    } else if (right == null || !"owner/name".equals(query.getOrDefault("dataset", "owner/name"))) {
      send(exchange, 404, json("error", "Not found."));
    } else if (path.startsWith("/datasets/") && fault == null) {
      // The hub sends to another server, as it does for large files.
      exchange
          .getResponseHeaders()
          .set("Location", address().replace("127.0.0.1", "localhost") + "/cdn" + path);
      exchange.sendResponseHeaders(302, -1);
    } else {
      exchange.getResponseHeaders().set("X-Revision", revision);
      sendRange(exchange, right, range);
    }
  }

  private static void sendRange(HttpExchange exchange, byte[] right, String range)
      throws IOException {
    if (range.isEmpty()) {
      send(exchange, 200, right);
      return;
    }
    String[] ends = range.substring("bytes=".length()).split("-");
    send(
        exchange,
        206,
        Arrays.copyOfRange(right, Integer.parseInt(ends[0]), Integer.parseInt(ends[1]) + 1));
  }

  private boolean isAllowed(HttpExchange exchange) {
    return wantedToken.isEmpty()
        || ("Bearer " + wantedToken.get())
            .equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private byte[] splits() {
    List<Object> splits = new ArrayList<>();
    for (String key : rows.keySet()) {
      splits.add(
          Json.object(
              "dataset", "owner/name",
              "config", key.replaceFirst("/[^/]*$", ""),
              "split", key.replaceFirst(".*/", "")));
    }
    return json(
        "splits",
        splits,
        "pending",
        pending.isEmpty() ? List.of() : List.of(Json.object("config", pending)),
        "failed",
        failed.isEmpty()
            ? List.of()
            : List.of(Json.object("config", failed, "error", Map.of("error", "it is too odd"))));
  }

  private byte[] page(Map<String, String> query) {
    List<Map<String, Object>> all = rows.get(query.get("config") + "/" + query.get("split"));
    int offset = Integer.parseInt(query.get("offset"));
    List<Object> page = new ArrayList<>();
    for (int i = offset;
        i < Math.min(all.size(), offset + Integer.parseInt(query.get("length")));
        i++) {
      Map<String, Object> row = new LinkedHashMap<>(all.get(i));
      List<String> cut = truncated.getOrDefault(i, List.of());
      cut.forEach(column -> row.put(column, "cut"));
      page.add(Json.object("row_idx", i, "row", row, "truncated_cells", cut));
    }
    List<Object> features =
        all.isEmpty()
            ? List.of()
            : all.get(0).keySet().stream().<Object>map(name -> Json.object("name", name)).toList();
    return json(
        "features", features, "rows", page, "num_rows_total", all.size(), "partial", partial);
  }

  private byte[] parquetList() {
    List<Object> files = new ArrayList<>();
    if (parquet) {
      rows.forEach(
          (key, all) -> {
            for (int shard = 0; shard < (parquetFile.isPresent() ? 1 : 2); shard++) {
              String name = "000%d.parquet".formatted(shard);
              files.add(
                  Json.object(
                      "config",
                      key.replaceFirst("/[^/]*$", ""),
                      "split",
                      key.replaceFirst(".*/", ""),
                      "url",
                      "https://huggingface.co/datasets/owner/name/" + key + "/" + name,
                      "filename",
                      name,
                      "size",
                      shard(all, shard).length));
            }
          });
    }
    return json("parquet_files", files, "partial", partial);
  }

  private byte[] file(String path) {
    String[] parts = path.replaceFirst("^.*/datasets/owner/name/", "").split("/");
    return shard(rows.get(parts[0] + "/" + parts[1]), parts[2].charAt(3) - '0');
  }

  /** Half of the rows; stands for Parquet, as JSONL between its magic words. */
  private byte[] shard(List<Map<String, Object>> all, int shard) {
    if (parquetFile.isPresent()) {
      return parquetFile.get();
    }
    int half = all.size() / 2;
    return all.subList(shard == 0 ? 0 : half, shard == 0 ? half : all.size()).stream()
        .map(Json::line)
        .collect(Collectors.joining("\n", "PAR1", "PAR1"))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] json(Object... namesAndValues) {
    return Json.text(Json.object(namesAndValues)).getBytes(StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&")) {
        String[] parts = pair.split("=", 2);
        query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
