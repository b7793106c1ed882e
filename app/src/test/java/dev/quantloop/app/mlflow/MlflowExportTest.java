package dev.quantloop.app.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.imports.ImportFiles;
import dev.quantloop.tracker.export.History;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlflowExportTest {
  @TempDir Path directory;
  private Path database;
  private MlflowFixture server;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void aScoredExperiment() throws IOException {
    database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history
          .named("mine", "Q4_K_M", "Q2_K")
          .scored(0, 0, 1, 1)
          .scored(1, 4, 0.9, 0.8)
          .scored(2, 8, 0.88, 0.7);
    }
    server = new MlflowFixture();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void writesACurveForEachTypeAndARunForEachQuant() throws IOException {
    MlflowExport.Outcome outcome = export();
    assertEquals(Map.of("mine", "1"), server.experiments);
    assertEquals(server.address() + "/#/experiments/1/runs", outcome.experiment().toString());
    assertEquals(2 + 6, server.active().size());
    assertEquals(8, outcome.created());
    MlflowFixture.Run type = server.run("/Q2_K");
    assertEquals("FINISHED", type.status);
    assertEquals("512", type.parameters.get("n_ctx"));
    assertEquals("[Q4_K_M, Q2_K]", type.parameters.get("quant_types"));
    assertEquals("previous", type.tags.get("reference"));
    assertTrue(type.tags.get("mlflow.note.content").contains("| KLD mean |"), "the model card");
    for (RankingRow row : ranking()) {
      MlflowFixture.Run quant = server.run("/" + row.quantType() + "/" + row.iteration());
      assertEquals(server.run("/" + row.quantType()).id, quant.tags.get("mlflow.parentRunId"));
      assertEquals(row.composite(), value(quant.points("composite")));
      assertTrue(value(quant.points("composite_low")) <= row.composite());
      assertTrue(quant.tags.get("verdict").startsWith(row.verdict().word()), quant.tags.toString());
      assertTrue(
          server.run("/" + row.quantType()).points("composite").stream()
              .anyMatch(
                  point ->
                      point.get("value").equals(row.composite())
                          && ((Number) point.get("step")).longValue() == row.corpusTokens()),
          "a point of the curve for iteration " + row.iteration());
    }
    String root = "1/" + type.id + "/artifacts/";
    assertTrue(text(root + "report.html").startsWith("<!DOCTYPE html>"));
    assertTrue(text(root + "results.json").contains("\"verdict\" : \"improved\""));
    assertEquals(9000, server.artifacts.get(root + "imatrix-iter-002.gguf").length);
    assertEquals(6, outcome.artifacts());
  }

  @Test
  void aSecondExportAddsWhatIsNewAndNothingTwice() throws IOException {
    export();
    int values = values();
    MlflowExport.Outcome again = export();
    assertEquals(0, again.created());
    assertEquals(8, again.updated());
    assertEquals(0, again.metrics());
    assertEquals(values, values());
    assertEquals(8, server.active().size());
    try (GuideFixture history = new GuideFixture(database)) {
      history.of("mine").scored(3, 16, 0.87, 0.69);
    }
    assertEquals(2, export().created());
    assertEquals(4, server.run("/Q2_K").points("composite").size());
    assertEquals(List.of(), said);
  }

  @Test
  void importedResultsAreMarkedAsThat() throws IOException {
    try (Tracker tracker = Tracker.open(database)) {
      Path table = directory.resolve("table.csv");
      Files.writeString(table, "Quant,Mean KLD\ntheirs-Q2_K,0.41\n");
      ImportFiles imports = new ImportFiles(tracker);
      Optional<Experiment> mine = tracker.experiments().find("mine");
      imports.record("mine", Optional.empty(), imports.read(List.of(table), mine));
    }
    assertEquals(9, export().created());
    MlflowFixture.Run theirs = server.run("/2/theirs-Q2_K");
    assertEquals("imported", theirs.tags.get("origin"));
    assertEquals("theirs-Q2_K", theirs.parameters.get("label"));
    assertEquals(0.41, value(theirs.points("mean")));
    assertFalse(theirs.tags.containsKey("verdict"));
    assertEquals(0, export().created());
  }

  @Test
  void quantsAreSentWhereTheyAreAskedForAndOnDisk() throws IOException {
    exportTo(server.address()).write(history(), identity(), Set.of("Q2_K", "IQ2_M"));
    assertEquals(List.of("the file of a quant to IQ2_M is not on disk and left out"), said);
    List<String> quants =
        server.artifacts.keySet().stream()
            .filter(name -> name.endsWith(".gguf") && !name.contains("imatrix"))
            .toList();
    assertEquals(1, quants.size(), quants.toString());
  }

  @Test
  void leavesNoRunsBehindWhereItFails() {
    server.refused = "runs/log-batch";
    server.acceptedBefore = 7;
    UserException failure = assertThrows(UserException.class, this::export);
    assertEquals(
        server.address()
            + " refuses (HTTP 500, INTERNAL_ERROR): (sqlite3.OperationalError) disk I/O error",
        failure.getMessage());
    assertFalse(server.runs.isEmpty());
    assertEquals(List.of(), server.active());
  }

  @Test
  void saysThatRunsStayWhereItCanNotDeleteThem() {
    server.refused = "runs/log-batch runs/delete";
    server.acceptedBefore = 7;
    UserException failure = assertThrows(UserException.class, this::export);
    assertTrue(
        failure
            .getMessage()
            .endsWith("; 3 runs stay there half-written: the same command completes them"),
        failure.getMessage());
    server.refused = "";
    server.runs.values().forEach(run -> assertFalse(run.deleted));
  }

  @Test
  void leavesFilesOutWhereTheServerTakesNone() throws IOException {
    server.artifactRoot = "s3://bucket/mlflow";
    assertEquals(0, export().artifacts());
    assertEquals(Map.of(), server.artifacts);
    assertTrue(said.get(0).contains("the files of mine Q4_K_M are left out"), said.toString());
  }

  @Test
  void oneLineTellsWhatIsWrongWithAServer() throws IOException {
    CliFixture cli = new CliFixture(directory);
    String[] command = {"export", "mine", "--db", database.toString(), "--mlflow"};
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = silent.getLocalPort();
      UserException slow =
          assertThrows(
              UserException.class,
              () ->
                  new MlflowExport(
                          MlflowServer.of("http://127.0.0.1:" + port, Map.of()),
                          Duration.ofMillis(300),
                          Clock.systemUTC(),
                          said::add)
                      .write(history(), identity(), Set.of()));
      assertEquals("http://127.0.0.1:%d did not answer in 1 s".formatted(port), slow.getMessage());
    }
    try (Socket deaf = new Socket()) {
      deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String address = "http://127.0.0.1:" + deaf.getLocalPort();
      CliFixture.Result down = cli.run(with(command, address));
      assertEquals(1, down.code());
      assertEquals(
          "quantloop: can't reach %s: connection refused; is the server running?"
              .formatted(address),
          down.err().strip());
    }
    assertEquals(2, cli.run(with(command, "file:///tmp/mlruns")).code());
    assertEquals(2, cli.run(command).code());
    CliFixture.Result other = cli.run(with(command, server.address() + "/elsewhere"));
    assertEquals(
        "quantloop: %s/elsewhere refuses (HTTP 404); is it an MLflow server?"
            .formatted(server.address()),
        other.message());
  }

  @Test
  void theEnvironmentNamesTheServerAndWhoAsks() {
    CliFixture cli =
        new CliFixture(directory)
            .with("MLFLOW_TRACKING_URI", server.address())
            .with("MLFLOW_TRACKING_TOKEN", "secret");
    CliFixture.Result sent = cli.run("export", "mine", "--db", database.toString(), "--mlflow");
    assertEquals(0, sent.code(), sent.err());
    assertTrue(sent.out().contains("8 runs made, 0 brought up to date"), sent.out());
    assertTrue(server.authorizations.stream().allMatch("Bearer secret"::equals));
    Map<String, String> environment =
        Map.of("MLFLOW_TRACKING_USERNAME", "me", "MLFLOW_TRACKING_PASSWORD", "it");
    assertEquals("Basic bWU6aXQ=", authorization("http://host:5000/", environment));
    assertEquals("Basic eW91Oml0", authorization("https://you:it@host/mlflow", environment));
    assertEquals(
        "https://host/mlflow",
        MlflowServer.of("https://you:it@host/mlflow/", Map.of()).address().toString());
  }

  private static String authorization(String address, Map<String, String> environment) {
    return MlflowServer.of(address, environment).authorization().orElseThrow();
  }

  @Test
  void anExperimentWithoutFiguresIsNotExported() {
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("new", "Q4_0");
    }
    CliFixture.Result result =
        new CliFixture(directory)
            .run("export", "new", "--db", database.toString(), "--mlflow", server.address());
    assertEquals(1, result.code());
    assertEquals("quantloop: new has no evaluated iteration to export", result.err().strip());
    assertEquals(Map.of(), server.experiments);
  }

  private static String[] with(String[] command, String last) {
    List<String> words = new ArrayList<>(List.of(command));
    words.add(last);
    return words.toArray(String[]::new);
  }

  private String text(String artifact) {
    return new String(server.artifacts.get(artifact), StandardCharsets.UTF_8);
  }

  private static double value(List<Map<String, Object>> points) {
    assertEquals(1, points.size());
    return (double) points.get(0).get("value");
  }

  private int values() {
    return server.active().stream()
        .flatMap(run -> run.metrics.values().stream())
        .mapToInt(List::size)
        .sum();
  }

  private List<RankingRow> ranking() {
    return history().ranking();
  }

  private History history() {
    try (Tracker tracker = Tracker.open(database)) {
      Experiment mine = tracker.experiments().get("mine");
      tracker.verdicts().judge(mine.id());
      return History.of(tracker, mine);
    }
  }

  private String identity() {
    try (Tracker tracker = Tracker.open(database)) {
      return tracker.identity();
    }
  }

  private MlflowExport exportTo(String address) {
    return new MlflowExport(
        MlflowServer.of(address, Map.of()), Duration.ofMinutes(1), Clock.systemUTC(), said::add);
  }

  private MlflowExport.Outcome export() throws IOException {
    return exportTo(server.address()).write(history(), identity(), Set.of());
  }
}
