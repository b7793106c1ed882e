package dev.quantloop.app.source.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.Directories;
import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.source.BrokenRecordException;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ReadingContext;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.RecordReader;
import dev.quantloop.app.source.Sampling;
import dev.quantloop.app.source.SourceRecord;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.open.SourceReaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class HubDatasetsTest {
  @TempDir private Path cache;
  private final FakeHub hub = hub();
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final List<Duration> waits = new ArrayList<>();
  private final Instant now = Instant.now();
  private long pagedRows = HubDatasets.PAGED_ROWS;
  private boolean hasParquet = true;

  private static FakeHub hub() {
    try {
      return new FakeHub();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void setUp() {
    environment.put("HF_ENDPOINT", hub.address());
    environment.put("QUANTLOOP_DATASET_SERVER", hub.address() + "/");
    hub.split("default", "train", 250, "row");
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  // ---- paging and the cache ----

  @Test
  void rowsComePageByPageAndNoMorePagesThanAreNeeded() throws IOException {
    assertEquals(texts("row", 0, 250), read(request("")));
    assertEquals(
        List.of("/splits", "/rows 0", "/rows 100", "/rows 200"), List.copyOf(hub.requests));

    hub.requests.clear();
    hub.revision = "def456";
    expire();
    try (RecordReader records = open(request("samples=20;skip=120"))) {
      assertEquals("row 120", records.next().orElseThrow().fields().get("text"));
    }
    assertEquals(List.of("/splits", "/rows 0", "/rows 100"), hub.requests);
  }

  @Test
  void whatIsInTheCacheIsNotAskedForAgain() throws IOException {
    read(request(""));
    hub.requests.clear();

    assertEquals(texts("row", 0, 250), read(request("")));
    assertEquals(List.of(), hub.requests);

    hub.close();
    expire();
    environment.put("HF_HUB_OFFLINE", "1");
    assertEquals(texts("row", 0, 250), read(request("")));
    environment.remove("HF_HUB_OFFLINE");
    assertEquals(texts("row", 0, 250), read(request("revision=abc123")));
  }

  @Test
  void anInterruptedReadingGoesOnWhereItWas() throws IOException {
    try (RecordReader records = open(request(""))) {
      for (int i = 0; i < 150; i++) {
        records.next();
      }
      hub.faults.add(FakeHub.status(403));
      for (int i = 0; i < 50; i++) {
        records.next();
      }
      assertThrows(UserException.class, records::next);
    }
    hub.requests.clear();

    assertEquals(texts("row", 0, 250), read(request("")));
    assertEquals(List.of("/rows 200"), hub.requests);
  }

  @Test
  void offlineWithoutCacheSaysSo() {
    environment.put("HF_HUB_OFFLINE", "true");

    assertEquals(
        "HF_HUB_OFFLINE is set, and hf:owner/name is not in the cache with its splits",
        failure(""));
    assertEquals(List.of(), hub.requests);
  }

  @Test
  void aDatasetThatChangesWhileItIsReadIsRefused() throws IOException {
    try (RecordReader records = open(request(""))) {
      records.next();
      hub.revision = "def456";
      for (int i = 1; i < 100; i++) {
        records.next();
      }
      assertEquals(
          "hf:owner/name has changed since its revision abc123 was listed; run the command again to read the new one",
          assertThrows(UserException.class, records::next).getMessage());
    }
    assertEquals(250, read(request("")).size());
    assertTrue(failure("revision=abc1234").contains("is at revision def456, not abc1234"));
  }

  // ---- a server in trouble ----

  @Test
  void troubleThatPassesIsWaitedFor() throws IOException {
    // Java's client itself asks again where a connection is closed before the answer has begun.
    hub.faults.add(FakeHub.reset());
    hub.faults.add(FakeHub.status(503));
    hub.faults.add(FakeHub.status(500, "X-Error-Code", "ResponseNotReady"));
    hub.faults.add(FakeHub.status(429, "Retry-After", "7"));
    hub.faults.add(FakeHub.brokenOff());
    hub.faults.add(FakeHub.half());

    assertEquals(texts("row", 0, 250), read(request("")));

    assertEquals(5, waits.size());
    assertEquals(Duration.ofSeconds(7), waits.get(2));
    assertTrue(said.contains("127.0.0.1: HTTP status 429; asking again in 7 s"), said + "");
    for (int i : List.of(0, 1, 3, 4)) {
      double seconds = waits.get(i).toMillis() / 1000.0;
      double middle = Math.pow(2, i);
      assertTrue(seconds >= 0.69 * middle && seconds <= 1.31 * middle, i + ": " + seconds);
    }
  }

  @Test
  void aPageThatLacksRowsIsAskedForAgainAndNeverKept() throws IOException {
    open(request("")).close();
    hub.requests.clear();
    String first = "{\"row_idx\": 100, \"row\": {\"text\": \"row 100\"}, \"truncated_cells\": []}";
    for (String wrong :
        List.of(
            "{\"rows\": [%s], \"num_rows_total\": 250}".formatted(first),
            "{\"rows\": [], \"num_rows_total\": 250}",
            "{\"num_rows_total\": 250}",
            "[]",
            "{\"rows\": [")) {
      hub.faults.add(FakeHub.instead(wrong));
    }

    assertEquals(texts("row", 0, 250), read(request("")));
    assertEquals(List.of(100, 100, 100, 100, 100, 100, 200), offsets());
    assertEquals(texts("row", 0, 250), read(request("")));
    assertEquals(7, hub.requests.size());
  }

  @Test
  void patienceEndsAndWhatIsFetchedIsKept() throws IOException {
    open(request("")).close();
    hub.faults.add(FakeHub.status(429, "Retry-After", "100"));
    hub.faults.add(FakeHub.status(429, "Retry-After", "3600"));

    assertEquals(
        "127.0.0.1 does not serve now (HTTP status 429, next try after 3600 s): run the command again later,"
            + " what is fetched is kept; with a token in HF_TOKEN more requests are allowed",
        failure(""));
    assertEquals(List.of(Duration.ofSeconds(100)), waits);
  }

  @Test
  void anErrorOfTheDatasetItselfIsNotRepeated() {
    hub.faults.add(FakeHub.status(500, "X-Error-Code", "DatasetGenerationError"));

    assertEquals(
        "127.0.0.1 does not give hf:owner/name with its splits (HTTP status 500): busy",
        failure(""));
    assertEquals(List.of(), waits);
  }

  @Test
  void withoutANetworkTheCacheIsNamed() throws IOException {
    hub.close();
    assertEquals(
        "can't reach %s: connection refused; without a network, HF_HUB_OFFLINE=1 reads what is in the cache"
            .formatted(hub.address().replace("http://", "")),
        failure(""));
    assertEquals(2, waits.size());

    environment.put("QUANTLOOP_DATASET_SERVER", "http://no-such-host.invalid");
    assertTrue(failure("").startsWith("can't reach no-such-host.invalid: no such host;"));
  }

  @Test
  void aProxyThatRefusesIsNamedWithoutItsPassword() throws IOException {
    try (Socket deaf = new Socket()) {
      deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int closed = deaf.getLocalPort();
      environment.put("http_proxy", "http://me:secret@127.0.0.1:" + closed);
      assertEquals(
          "the proxy 127.0.0.1:%d (http_proxy) does not lead to 127.0.0.1: connection refused"
              .formatted(closed),
          failure(""));
    }

    environment.put("no_proxy", "example.org,127.0.0.1");
    assertEquals(250, read(request("")).size());
  }

  @Test
  void aProxyThatForbidsOrWantsAPasswordIsNamed() throws IOException {
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread forbids = new Thread(() -> forbid(proxy));
      forbids.start();
      environment.put("https_proxy", "127.0.0.1:" + proxy.getLocalPort());
      environment.put("QUANTLOOP_DATASET_SERVER", "https://datasets.example");
      assertEquals(
          "the proxy 127.0.0.1:%d (https_proxy) does not lead to datasets.example: Tunnel failed, got: 403"
              .formatted(proxy.getLocalPort()),
          failure(""));
    }
    hub.faults.add(FakeHub.status(407));
    environment.put("QUANTLOOP_DATASET_SERVER", hub.address());
    assertTrue(failure("").startsWith("the proxy wants a name and password"));
  }

  private static void forbid(ServerSocket proxy) {
    try (Socket client = proxy.accept()) {
      client.getInputStream().read(new byte[4096]);
      client
          .getOutputStream()
          .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- who may read ----

  @Test
  void theTokenIsSentToTheHubAndToNobodyElse() throws IOException {
    environment.put("HF_TOKEN", " hf_right\n");
    pagedRows = 0;

    assertEquals(250, read(request("")).size());

    for (int i = 0; i < hub.requests.size(); i++) {
      boolean elsewhere = hub.requests.get(i).startsWith("/cdn/");
      assertEquals(elsewhere ? "" : "Bearer hf_right", hub.tokens.get(i), hub.requests.get(i));
    }
    assertTrue(hub.requests.stream().anyMatch(request -> request.startsWith("/cdn/")));
  }

  @Test
  void aDatasetThatMayNotBeReadSaysWhatIsMissing() {
    hub.wantedToken = Optional.of("hf_right");
    assertEquals(
        "there is no dataset hf:owner/name, or it is private: check the name (OWNER/NAME), or set HF_TOKEN",
        failure(""));

    hub.gated = true;
    assertEquals(
        "hf:owner/name is gated: accept its conditions at %1$s/datasets/owner/name, and set HF_TOKEN to a token of that account"
            .formatted(hub.address()),
        failure(""));

    environment.put("HF_TOKEN", "hf_wrong");
    String wrong = failure("");
    assertEquals(
        "HF_TOKEN is not accepted by 127.0.0.1; make a new token at %s/settings/tokens"
            .formatted(hub.address()),
        wrong);
    assertFalse(wrong.contains("hf_wrong"));

    environment.put("HF_TOKEN", "hf wrong");
    assertEquals("HF_TOKEN is not a token: it has blanks or other characters in it", failure(""));
  }

  @Test
  void anUnknownDatasetIsNamed() {
    environment.put("HF_TOKEN", "hf_right");
    assertEquals(
        "there is no dataset hf:owner/other that HF_TOKEN may read; check the name (OWNER/NAME)",
        assertThrows(UserException.class, () -> open(request("owner/other", ""))).getMessage());
    for (String name : List.of("", "a/b/c", "../x", "a b", "/x")) {
      assertTrue(
          assertThrows(UserException.class, () -> open(request(name, "")))
              .getMessage()
              .startsWith("a dataset is written hf:OWNER/NAME"));
    }
  }

  // ---- configs, splits and languages ----

  @Test
  void configsAndSplitsAreChosenOrListed() throws IOException {
    hub.split("default", "test", 3, "test");
    hub.split("extra", "train", 3, "extra");
    hub.pending = "slow";
    hub.failed = "odd";

    assertEquals(texts("test", 0, 3), read(request("split=test")));
    assertEquals(texts("extra", 0, 3), read(request("config=extra")));
    assertEquals(
        "hf:owner/name has no config none; it has: default, extra", failure("config=none"));
    assertEquals(
        "hf:owner/name (config default) has no split dev; it has: train, test",
        failure("split=dev"));
    assertEquals(
        "hf:owner/name: the config slow can't be read: the dataset server still prepares it; try again in a few minutes",
        failure("config=slow"));
    assertEquals(
        "hf:owner/name: the config odd can't be read: it is too odd", failure("config=odd"));
  }

  @Test
  void aLanguageIsAConfigOrASplitOrInAColumn() throws IOException {
    hub.rows.clear();
    hub.split("20231101.en", "train", 5, "english");
    hub.split("20231101.de", "train", 5, "german");
    assertEquals(texts("german", 1, 3), read(request("langs=de;samples=2;skip=1")));
    assertEquals(texts("english", 0, 5), read(request("config=20231101.{lang};langs=en")));
    assertEquals(
        "hf:owner/name has several configs; write config= one of: 20231101.en, 20231101.de",
        failure(""));

    assertEquals(texts("english", 0, 5), read(request("config=20231101.en;langs=en")));
    assertEquals(
        "hf:owner/name has no config for the language fr; write config= one of: 20231101.en, 20231101.de",
        failure("langs=fr"));

    change(
        () -> {
          hub.split("default", "en", 5, "english");
          hub.split("default", "de-AT", 5, "german");
        });
    assertEquals(texts("german", 0, 5), read(request("langs=de")));

    change(
        () -> {
          hub.split("default", "train", 300, "mixed");
          for (int i = 0; i < 300; i++) {
            hub.rows.get("default/train").get(i).put("lang", i % 3 == 0 ? "de-DE" : "en");
          }
        });
    assertEquals(List.of("mixed 6", "mixed 9"), read(request("langs=de;samples=2;skip=2")));
    assertTrue(failure("config=none;langs=de").endsWith("has no config none; it has: default"));

    change(() -> hub.split("default", "train", 3, "none"));
    assertEquals(
        "hf:owner/name has no config, split or column for the language de; configs: default;"
            + " say which with config= or split=, where {lang} stands for the language",
        failure("langs=de"));

    change(
        () -> {
          hub.split("de-en", "train", 5, "pair");
          hub.split("de-fr", "train", 5, "pair");
        });
    assertEquals(
        "hf:owner/name has several configs for de; write config= one of: de-en, de-fr",
        failure("langs=de"));
  }

  @Test
  void tooFewRowsAndUnknownColumnsAreRefusedBeforeAnythingIsRead() {
    assertEquals(
        "hf:owner/name (default, train) has 250 rows, fewer than samples=200 after skip=100 asks for",
        failure("samples=200;skip=100"));
    assertEquals("hf:owner/name has no column body; it has: text", failure("field=body.0"));
    hub.rows.get("default/train").forEach(row -> row.put("body", row.remove("text")));
    hub.revision = "def456";
    expire();
    assertEquals(
        "hf:owner/name has no column text; say which one is it with field=, one of: body",
        failure(""));
  }

  // ---- parts and Parquet files ----

  @Test
  void aPartOfADatasetIsNotTakenForTheWhole() throws IOException {
    hub.partial = true;

    assertEquals(250, read(request("")).size());
    assertEquals(
        List.of(
            "hf:owner/name: default/train at revision abc123",
            "hf:owner/name: the dataset server has only the first 250 rows of default/train; the others are not read"),
        notes);
  }

  @Test
  void manyRowsComeFromParquetFilesWhichAreKept() throws IOException {
    pagedRows = 100;

    assertEquals(texts("row", 0, 250), read(request("")));
    assertEquals(List.of("/splits", "/rows 0", "/parquet"), hub.requests.subList(0, 3));
    assertEquals(texts("row", 130, 140), read(request("samples=10;skip=130")).subList(0, 10));
    assertEquals(7, hub.requests.size());

    hub.parquet = false;
    hub.revision = "def456";
    expire();
    notes.clear();
    assertEquals(texts("row", 0, 250), read(request("")));
    assertEquals(
        List.of(
            "hf:owner/name: default/train at revision def456",
            "hf:owner/name has no Parquet files; all its rows are read by pages"),
        notes);
  }

  @Test
  void aParquetFileIsResumedAndCheckedWhenItIsWhole() throws IOException {
    pagedRows = 0;
    assertEquals(texts("row", 0, 250), read(request("")));
    Path file = onlyFile("0000.parquet");
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    Path partial = file.resolveSibling("0000.parquet." + bytes.length + ".partial");
    Files.write(partial, Arrays.copyOf(bytes, 1000));
    hub.requests.clear();

    assertEquals(texts("row", 0, 250), read(request("")));
    assertEquals(2, hub.requests.size());
    assertTrue(hub.requests.get(1).endsWith("bytes=1000-" + (bytes.length - 1)), hub.requests + "");
    assertFalse(Files.exists(partial));

    Files.delete(file);
    Files.write(partial, new byte[bytes.length]);
    assertEquals(
        "hf:owner/name: what was fetched is not a Parquet file; run the command again",
        assertThrows(UserException.class, () -> read(request(""))).getMessage());
    assertEquals(texts("row", 0, 250), read(request("")));
  }

  @Test
  void aTruncatedTextIsReadFromTheParquetFileOrLeftOut() throws IOException {
    hub.truncated.put(120, List.of("text"));
    assertEquals(texts("row", 0, 250), read(request("")));

    hasParquet = false;
    try (RecordReader records = open(request("skip=120"))) {
      assertEquals(
          "hf:owner/name: row 120: the dataset server gives only a part of it",
          assertThrows(BrokenRecordException.class, records::next).getMessage());
      assertEquals("row 121", records.next().orElseThrow().fields().get("text"));
    }
  }

  @Test
  void aParquetFileOfTheHubIsReadWithItsColumns() throws IOException {
    try (InputStream file =
        getClass().getResourceAsStream("/dev/quantloop/app/source/table-snappy.parquet")) {
      hub.parquetFile = Optional.of(file.readAllBytes());
    }
    change(() -> hub.split("default", "train", 5, "row"));
    hub.truncated.put(0, List.of("text"));
    environment.put("HOME", cache.toString());
    ReadingContext context =
        new ReadingContext(Directories.of(environment), environment, InputStream.nullInputStream());
    SourceSpec spec = SourceSpec.parse("web=hf:owner/name");
    try (DocumentReader documents = new SourceReaders(context).open(spec, new ReadingReport())) {
      assertEquals("hf:owner/name/default/train row 0", documents.next().orElseThrow().name());
      assertEquals(
          "zwölf\n".getBytes(StandardCharsets.UTF_8).length,
          documents.next().orElseThrow().bytes());
    }
  }

  @Test
  void aTruncatedColumnThatIsNotReadDoesNoHarm() throws IOException {
    hasParquet = false;
    hub.rows.get("default/train").forEach(row -> row.put("image", "bytes"));
    hub.truncated.put(120, List.of("image"));

    assertEquals(texts("row", 0, 250), read(request("")));
  }

  @Test
  void aCacheThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(cache.resolve("hub"), "in the way");

    String failure = failure("");
    assertTrue(failure.startsWith("cannot write " + cache.resolve("hub")), failure);
    assertTrue(failure.endsWith("XDG_CACHE_HOME can name a directory with more room"), failure);
  }

  @Test
  void aDatasetIsASource() {
    hub.rows.get("default/train").get(1).put("text", null);
    environment.put("HOME", cache.toString());
    ReadingContext context =
        new ReadingContext(
            Directories.of(environment), environment, InputStream.nullInputStream(), said::add);
    ReadingReport report = new ReadingReport();
    SourceSpec spec = SourceSpec.parse("web=hf:owner/name;samples=3");
    List<String> names = new ArrayList<>();
    try (DocumentReader documents = new SourceReaders(context).open(spec, report)) {
      documents.next().ifPresent(document -> names.add(document.name()));
      documents.next().ifPresent(document -> names.add(document.name()));
      documents.next().ifPresent(document -> names.add(document.name()));
      assertTrue(documents.next().isEmpty());
    }
    assertEquals(
        List.of(
            "hf:owner/name/default/train row 0",
            "hf:owner/name/default/train row 2",
            "hf:owner/name/default/train row 3"),
        names);
    assertEquals(
        List.of(
            "hf:owner/name: default/train at revision abc123",
            "1 record without the field passed over: hf:owner/name/default/train row 1"),
        report.lines());
  }

  // ---- what the tests share ----

  private void change(Runnable change) {
    hub.rows.clear();
    change.run();
    hub.revision = hub.revision + "0";
    expire();
  }

  private void expire() {
    try (Stream<Path> files = Files.walk(cache)) {
      for (Path file : files.filter(path -> path.endsWith("splits.json")).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(now.minus(Duration.ofHours(2))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path onlyFile(String name) throws IOException {
    try (Stream<Path> files = Files.walk(cache)) {
      return files.filter(path -> path.endsWith(name)).findFirst().orElseThrow();
    }
  }

  private List<Integer> offsets() {
    return hub.requests.stream().map(request -> Integer.parseInt(request.split(" ")[1])).toList();
  }

  private static List<String> texts(String prefix, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> prefix + " " + i).toList();
  }

  private static HubRequest request(String options) {
    return request("owner/name", options);
  }

  /** Options as they stand behind a source. */
  private static HubRequest request(String name, String options) {
    Map<String, String> values = new HashMap<>();
    for (String option : options.isEmpty() ? new String[0] : options.split(";")) {
      values.put(option.split("=")[0], option.split("=")[1]);
    }
    return new HubRequest(
        name,
        Optional.ofNullable(values.get("config")),
        Optional.ofNullable(values.get("split")),
        Optional.ofNullable(values.get("field")),
        Optional.ofNullable(values.get("revision")),
        new Sampling(
            values.getOrDefault("langs", ""),
            values.containsKey("samples")
                ? OptionalLong.of(Long.parseLong(values.get("samples")))
                : OptionalLong.empty(),
            Long.parseLong(values.getOrDefault("skip", "0"))));
  }

  private RecordReader open(HubRequest request) {
    HubSettings settings = HubSettings.of(environment, cache);
    HubClient client =
        new HubClient(settings, said::add, waits::add, Clock.fixed(now, ZoneOffset.UTC));
    return new HubDatasets(
            client,
            hasParquet ? Optional.of((file, also) -> new FakeParquet(file)) : Optional.empty(),
            Clock.fixed(now, ZoneOffset.UTC),
            said::add,
            pagedRows)
        .open(request, notes::add);
  }

  private List<String> read(HubRequest request) throws IOException {
    List<String> texts = new ArrayList<>();
    try (RecordReader records = open(request)) {
      while (!request.sampling().isMet(texts.size())) {
        Optional<SourceRecord> record = records.next();
        if (record.isEmpty()) {
          break;
        }
        texts.add((String) record.get().fields().get("text"));
      }
    }
    return texts;
  }

  private String failure(String options) {
    waits.clear();
    return assertThrows(UserException.class, () -> read(request(options))).getMessage();
  }

  /** Reads what the hub of these tests gives for Parquet. */
  private static final class FakeParquet implements RecordReader {
    private final Iterator<String> lines;

    FakeParquet(Path file) {
      try {
        String text = Files.readString(file);
        lines = text.substring(4, text.length() - 4).lines().iterator();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Optional<SourceRecord> next() {
      return lines.hasNext()
          ? Optional.of(new SourceRecord("", Json.parse(lines.next())))
          : Optional.empty();
    }

    @Override
    public void close() {}
  }
}
