package dev.quantloop.app.mlflow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quantloop.app.format.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/** MLflow's REST interface as its documentation describes it, with its limits, on loopback. */
final class MlflowFixture implements AutoCloseable {
  /** A run as the server keeps it. */
  static final class Run {
    final String id;
    String status = "RUNNING";
    boolean deleted;
    final Map<String, String> parameters = new TreeMap<>();
    final Map<String, String> tags = new TreeMap<>();

    /** By key, in the order in which they came. */
    final Map<String, List<Map<String, Object>>> metrics = new TreeMap<>();

    Run(String id) {
      this.id = id;
    }

    List<Map<String, Object>> points(String key) {
      return metrics.getOrDefault(key, List.of());
    }
  }

  /** What the server says no with. */
  private static final class No extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String code;

    No(int status, String code, String message) {
      super(message);
      this.status = status;
      this.code = code;
    }
  }

  final Map<String, String> experiments = new LinkedHashMap<>();
  final Map<String, Run> runs = new LinkedHashMap<>();
  final Map<String, byte[]> artifacts = new TreeMap<>();
  final List<String> authorizations = new ArrayList<>();
  String artifactRoot = "mlflow-artifacts:";

  /** Requests that are refused, such as "runs/log-batch", once some have been accepted. */
  String refused = "";

  int acceptedBefore;
  private final HttpServer server;

  MlflowFixture() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newSingleThreadExecutor());
    server.createContext("/api/2.0/mlflow/", exchange -> answer(exchange, "/api/2.0/mlflow/"));
    server.createContext("/api/2.0/mlflow-artifacts/artifacts/", this::upload);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Run> active() {
    return runs.values().stream().filter(run -> !run.deleted).toList();
  }

  /** The one whose tag quantloop.run ends so. */
  Run run(String end) {
    return active().stream()
        .filter(run -> run.tags.get("quantloop.run").endsWith(end))
        .findFirst()
        .orElseThrow();
  }

  private void upload(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    artifacts.put(
        path.replace("/api/2.0/mlflow-artifacts/artifacts/", ""),
        exchange.getRequestBody().readAllBytes());
    send(exchange, 200, "{}");
  }

  private void answer(HttpExchange exchange, String prefix) throws IOException {
    authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
    String name = exchange.getRequestURI().getPath().substring(prefix.length());
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (refused.contains(name) && acceptedBefore-- <= 0) {
        throw new No(500, "INTERNAL_ERROR", "(sqlite3.OperationalError) disk I/O error\nSELECT 1");
      }
      Map<String, Object> question =
          exchange.getRequestMethod().equals("GET") ? query(exchange) : Json.parse(body);
      send(exchange, 200, Json.text(answer(name, question)));
    } catch (No e) {
      send(
          exchange,
          e.status,
          Json.text(Json.object("error_code", e.code, "message", e.getMessage())));
    }
  }

  private static void send(HttpExchange exchange, int status, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> query(HttpExchange exchange) {
    Map<String, Object> query = new LinkedHashMap<>();
    Arrays.stream(exchange.getRequestURI().getRawQuery().split("&"))
        .map(part -> part.split("=", 2))
        .forEach(pair -> query.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    return query;
  }

  private Map<String, Object> answer(String name, Map<String, Object> question) {
    return switch (name) {
      case "experiments/get-by-name" -> experiment((String) question.get("experiment_name"));
      case "experiments/create" -> {
        String id = Integer.toString(experiments.size() + 1);
        experiments.put((String) question.get("name"), id);
        yield Json.object("experiment_id", id);
      }
      case "runs/create" -> Json.object("run", document(create(question)));
      case "runs/search" -> Json.object("runs", search((String) question.get("filter")));
      case "runs/log-batch" -> log(question);
      case "runs/update" -> {
        find(question).status = (String) question.get("status");
        yield Map.of();
      }
      case "runs/delete" -> {
        find(question).deleted = true;
        yield Map.of();
      }
      case "metrics/get-history" ->
          Json.object("metrics", find(question).points((String) question.get("metric_key")));
      default -> throw new No(404, "ENDPOINT_NOT_FOUND", name);
    };
  }

  private Map<String, Object> experiment(String name) {
    if (!experiments.containsKey(name)) {
      throw new No(
          404, "RESOURCE_DOES_NOT_EXIST", "Could not find experiment with name '" + name + "'");
    }
    return Json.object(
        "experiment",
        Json.object(
            "experiment_id", experiments.get(name), "name", name, "lifecycle_stage", "active"));
  }

  private Run create(Map<String, Object> question) {
    Run run = new Run("run" + runs.size());
    pairs(question, "tags").forEach(tag -> put(run.tags, tag));
    runs.put(run.id, run);
    return run;
  }

  private Run find(Map<String, Object> question) {
    Run run = runs.get((String) question.get("run_id"));
    if (run == null) {
      throw new No(404, "RESOURCE_DOES_NOT_EXIST", "Run not found");
    }
    return run;
  }

  private List<Map<String, Object>> search(String filter) {
    String[] parts = filter.split("`| = '|'$");
    return active().stream()
        .filter(run -> parts[3].equals(run.tags.get(parts[1])))
        .map(this::document)
        .toList();
  }

  /** With the latest value of each metric, which is that of the highest step, then time. */
  private Map<String, Object> document(Run run) {
    List<Map<String, Object>> latest = new ArrayList<>();
    run.metrics.forEach(
        (key, points) ->
            points.stream().reduce((a, b) -> order(b) >= order(a) ? b : a).ifPresent(latest::add));
    String root = artifactRoot + "/1/" + run.id + "/artifacts";
    return Json.object(
        "info", Json.object("run_id", run.id, "status", run.status, "artifact_uri", root),
        "data",
            Json.object(
                "metrics", latest, "params", pairs(run.parameters), "tags", pairs(run.tags)));
  }

  private static double order(Map<String, Object> point) {
    return 1e13 * ((Number) point.get("step")).doubleValue()
        + ((Number) point.get("timestamp")).doubleValue();
  }

  private static List<Map<String, Object>> pairs(Map<String, String> values) {
    return values.entrySet().stream()
        .map(one -> Json.object("key", one.getKey(), "value", one.getValue()))
        .toList();
  }

  private Map<String, Object> log(Map<String, Object> question) {
    Run run = find(question);
    List<Map<String, Object>> metrics = pairs(question, "metrics");
    List<Map<String, Object>> parameters = pairs(question, "params");
    List<Map<String, Object>> tags = pairs(question, "tags");
    int all = metrics.size() + parameters.size() + tags.size();
    if (parameters.size() > 100 || tags.size() > 100 || all > 1000) {
      throw new No(400, "INVALID_PARAMETER_VALUE", "A batch logging request can contain at most");
    }
    for (Map<String, Object> parameter : parameters) {
      String before = put(run.parameters, parameter);
      if (before != null && !before.equals(parameter.get("value"))) {
        throw new No(
            400, "INVALID_PARAMETER_VALUE", "Changing param values is not allowed: " + parameter);
      }
    }
    tags.forEach(tag -> put(run.tags, tag));
    for (Map<String, Object> metric : metrics) {
      if (!((String) metric.get("key")).matches("[\\w. :/-]{1,250}")) {
        throw new No(400, "INVALID_PARAMETER_VALUE", "Invalid metric name: " + metric);
      }
      run.metrics.computeIfAbsent((String) metric.get("key"), k -> new ArrayList<>()).add(metric);
    }
    return Map.of();
  }

  private static String put(Map<String, String> values, Map<String, Object> pair) {
    return values.put((String) pair.get("key"), (String) pair.get("value"));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> pairs(Map<String, Object> question, String name) {
    return (List<Map<String, Object>>) question.getOrDefault(name, List.of());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
