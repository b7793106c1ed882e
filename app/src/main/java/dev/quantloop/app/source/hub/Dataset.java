package dev.quantloop.app.source.hub;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Json;
import dev.quantloop.llama.file.FileFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A dataset at the revision that it has now, read through the cache. The revision comes with the
 * list of splits, which is asked for again after an hour; what is read of one revision is never
 * mixed with another. Used by one thread.
 */
final class Dataset {
  private static final Duration FRESH = Duration.ofHours(1);
  private static final int PART_BYTES = 16 << 20;
  private static final int SAID_BYTES = 4 * PART_BYTES;
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final HubClient.Check NO_CHECK = answer -> {};

  private final String name;
  private final HubClient client;
  private final HubSettings settings;
  private final DatasetCache cache;
  private final Clock clock;
  private final Consumer<String> says;
  private String revision;
  private SplitList splits;

  /**
   * @param name OWNER/NAME
   * @param wanted the revision to read; empty for the newest
   */
  Dataset(
      String name, Optional<String> wanted, HubClient client, Clock clock, Consumer<String> says) {
    this.name = name;
    this.client = client;
    this.settings = client.settings();
    this.cache = DatasetCache.of(settings, name);
    this.clock = clock;
    this.says = says;
    open(wanted);
  }

  /** As users write it. */
  String label() {
    return "hf:" + name;
  }

  String revision() {
    return revision;
  }

  SplitList splits() {
    return splits;
  }

  // ---- what the dataset consists of ----

  private void open(Optional<String> wanted) {
    Map<String, Object> known =
        wanted.flatMap(this::keptOf).or(this::keptLately).orElseGet(this::askForSplits);
    revision = revisionOf(known);
    splits = splitList(known);
    if (wanted.isPresent() && !revision.startsWith(wanted.get())) {
      throw new UserException(
          "%s is at revision %s, not %s; the dataset server has only the newest: leave revision= out"
              .formatted(label(), revision, wanted.get()));
    }
  }

  private Optional<Map<String, Object>> keptOf(String wanted) {
    Path file = cache.splits(wanted);
    return DatasetCache.read(file).map(bytes -> parsed(bytes, file));
  }

  private Optional<Map<String, Object>> keptLately() {
    Path file = cache.splits();
    boolean fresh = DatasetCache.time(file).plus(FRESH).isAfter(clock.instant());
    return settings.offline() || fresh
        ? DatasetCache.read(file).map(bytes -> parsed(bytes, file))
        : Optional.empty();
  }

  private static String revisionOf(Map<String, Object> known) {
    return String.valueOf(known.get("revision"));
  }

  private Map<String, Object> askForSplits() {
    HubAnswer answer = ask(server("/splits"), "its splits", HubAnswer::json);
    Map<String, Object> known = new LinkedHashMap<>();
    known.put("revision", answer.header("X-Revision").orElseGet(this::revisionOfHub));
    known.putAll(parsed(answer.body(), cache.splits()));
    byte[] kept = Json.line(known).getBytes(StandardCharsets.UTF_8);
    DatasetCache.write(cache.splits(revisionOf(known)), kept);
    DatasetCache.write(cache.splits(), kept);
    return known;
  }

  /** For a server that does not tell. */
  private String revisionOfHub() {
    HubAnswer answer = ask(hub("/api/datasets/" + name), "its revision", HubAnswer::json);
    return String.valueOf(parsed(answer.body(), cache.splits()).get("sha"));
  }

  private static SplitList splitList(Map<String, Object> known) {
    List<SplitName> splits =
        maps(known.get("splits")).stream()
            .map(
                split ->
                    new SplitName(
                        String.valueOf(split.get("config")), String.valueOf(split.get("split"))))
            .toList();
    Map<String, String> troubles = new LinkedHashMap<>();
    maps(known.get("failed"))
        .forEach(
            failed ->
                troubles.put(
                    String.valueOf(failed.get("config")),
                    failed.get("error") instanceof Map<?, ?> error
                        ? String.valueOf(error.get("error"))
                        : "the dataset server failed"));
    maps(known.get("pending"))
        .forEach(
            pending ->
                troubles.put(
                    String.valueOf(pending.get("config")),
                    "the dataset server still prepares it; try again in a few minutes"));
    return new SplitList(splits, troubles);
  }

  // ---- rows ----

  /** The page that begins with a row, of which there are a hundred. */
  RowPage page(SplitName split, long offset) {
    Path file = cache.page(revision, split, offset);
    Optional<byte[]> kept = DatasetCache.read(file);
    byte[] body = kept.orElseGet(() -> askForPage(split, offset));
    try {
      RowPage page = RowPage.parse(body, offset);
      if (kept.isEmpty()) {
        DatasetCache.write(file, body);
      }
      return page;
    } catch (IOException e) {
      throw damaged(file, e);
    }
  }

  private byte[] askForPage(SplitName split, long offset) {
    URI address =
        server(
            "/rows",
            "config",
            split.config(),
            "split",
            split.split(),
            "offset",
            "" + offset,
            "length",
            "" + RowPage.ROWS);
    HubAnswer answer =
        ask(address, "its rows", candidate -> RowPage.parse(candidate.body(), offset));
    requireRevision(answer);
    return answer.body();
  }

  private void requireRevision(HubAnswer answer) {
    if (!answer.header("X-Revision").orElse(revision).equals(revision)) {
      try {
        Files.deleteIfExists(cache.splits());
      } catch (IOException e) {
        // It grows old by itself.
      }
      throw new UserException(
          "%s has changed since its revision %s was listed; run the command again to read the new one"
              .formatted(label(), revision));
    }
  }

  // ---- Parquet files ----

  /** The files of a split in order. */
  List<ParquetFile> parquetFiles(SplitName split) {
    Path file = cache.parquetList(revision);
    byte[] list =
        DatasetCache.read(file)
            .orElseGet(
                () -> {
                  HubAnswer answer = ask(server("/parquet"), "its Parquet files", HubAnswer::json);
                  requireRevision(answer);
                  DatasetCache.write(file, answer.body());
                  return answer.body();
                });
    List<ParquetFile> files = new ArrayList<>();
    for (Map<?, ?> entry : maps(parsed(list, file).get("parquet_files"))) {
      if (split.config().equals(entry.get("config"))
          && split.split().equals(entry.get("split"))
          && entry.get("size") instanceof Number size) {
        files.add(
            new ParquetFile(
                atHub(String.valueOf(entry.get("url"))),
                String.valueOf(entry.get("filename")),
                size.longValue()));
      }
    }
    return files;
  }

  /** Where a mirror is used, files come from there, too. */
  private URI atHub(String url) {
    return URI.create(
        url.replaceFirst("^https://huggingface\\.co(?=/)", settings.hub().toString()));
  }

  /** The file in the cache, fetched in parts, which are kept when the rest fails. */
  Path fetch(SplitName split, ParquetFile parquet) {
    Path file = cache.parquet(revision, split, parquet.filename());
    if (Files.isRegularFile(file)) {
      return file;
    }
    DatasetCache.create(file.getParent());
    Path partial = file.resolveSibling(file.getFileName() + "." + parquet.bytes() + ".partial");
    try (FileChannel out =
        FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.lock();
      if (Files.isRegularFile(file)) {
        return file;
      }
      requireRoom(partial, parquet.bytes() - out.size());
      out.position(out.size());
      while (out.position() < parquet.bytes()) {
        long from = out.position();
        long to = Math.min(from + PART_BYTES, parquet.bytes());
        write(out, part(parquet, from, to).body());
        if (to == parquet.bytes() || to % SAID_BYTES == 0) {
          says.accept(
              "%s: %,d of %,d kB of %s"
                  .formatted(label(), to / 1000, parquet.bytes() / 1000, parquet.filename()));
        }
      }
      out.force(true);
      requireParquet(partial);
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      return file;
    } catch (IOException e) {
      throw DatasetCache.full("cannot write %s: %s".formatted(partial, FileFailure.reason(e)), e);
    }
  }

  private HubAnswer part(ParquetFile parquet, long from, long to) {
    return ask(
        parquet.address(),
        "its Parquet files",
        Optional.of("bytes=%d-%d".formatted(from, to - 1)),
        answer -> {
          boolean whole = answer.status() == 200 && from == 0 && to == parquet.bytes();
          if (answer.body().length != to - from || answer.status() != 206 && !whole) {
            throw new IOException("the server gave another part of the file than was asked for");
          }
        });
  }

  private static void write(FileChannel out, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
  }

  private static void requireRoom(Path file, long bytes) throws IOException {
    long room = Files.getFileStore(file).getUsableSpace();
    if (room < bytes) {
      throw new IOException(
          "%d MB are needed and %d MB are free".formatted(bytes / 1_000_000, room / 1_000_000));
    }
  }

  private void requireParquet(Path partial) throws IOException {
    byte[] start = new byte[MAGIC.length];
    byte[] end = new byte[MAGIC.length];
    try (FileChannel in = FileChannel.open(partial, StandardOpenOption.READ)) {
      in.read(ByteBuffer.wrap(start), 0);
      in.read(ByteBuffer.wrap(end), Math.max(0, in.size() - MAGIC.length));
    }
    if (!Arrays.equals(start, MAGIC) || !Arrays.equals(end, MAGIC)) {
      Files.delete(partial);
      throw new UserException(
          label() + ": what was fetched is not a Parquet file; run the command again");
    }
  }

  // ---- questions ----

  private HubAnswer ask(URI address, String what, HubClient.Check check) {
    return ask(address, what, Optional.empty(), check);
  }

  private HubAnswer ask(URI address, String what, Optional<String> range, HubClient.Check check) {
    if (settings.offline()) {
      throw new UserException(
          "HF_HUB_OFFLINE is set, and %s is not in the cache with %s".formatted(label(), what));
    }
    HubAnswer answer = client.get(address, range, check);
    if (!answer.isOk()) {
      throw new DatasetRefusal(name, client).explain(answer, what);
    }
    return answer;
  }

  private URI server(String path, String... more) {
    StringBuilder query = new StringBuilder("?dataset=" + encoded(name));
    for (int i = 0; i < more.length; i += 2) {
      query.append('&').append(more[i]).append('=').append(encoded(more[i + 1]));
    }
    return URI.create(settings.server() + path + query);
  }

  private URI hub(String path) {
    return URI.create(settings.hub() + path);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Map<String, Object> parsed(byte[] bytes, Path file) {
    try {
      return HubAnswer.json(bytes);
    } catch (IOException e) {
      throw damaged(file, e);
    }
  }

  private static UserException damaged(Path file, IOException failure) {
    return new UserException("%s is damaged; remove it and try again".formatted(file), failure);
  }

  private static List<Map<?, ?>> maps(Object list) {
    return list instanceof List<?> elements
        ? elements.stream()
            .filter(Map.class::isInstance)
            .<Map<?, ?>>map(element -> (Map<?, ?>) element)
            .filter(Objects::nonNull)
            .toList()
        : List.of();
  }
}
