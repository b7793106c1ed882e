package dev.quantloop.tracker.service;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.Samples;
import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.dao.DatabaseCopy;
import dev.quantloop.tracker.dao.MergedTable;
import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.export.ExportFormat;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.BroughtFile;
import dev.quantloop.tracker.record.ChunkPutAside;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.MergedExperiment;
import dev.quantloop.tracker.record.MergedHistory;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.view.AnswerTable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeTest {
  @TempDir Path directory;
  private Path theirFile;
  private Tracker ours;
  private Tracker theirs;
  private int copies;

  @BeforeEach
  void open() {
    theirFile = directory.resolve("box-b").resolve("quantloop.db");
    ours = open(directory.resolve("box-a").resolve("quantloop.db"), "2026-11-22T10:00:00Z");
    theirs = open(theirFile, "2026-11-22T11:00:00Z");
  }

  /** At a time that stands still: rows are not to be told apart by the time between them. */
  private static Tracker open(Path file, String time) {
    return Tracker.open(file, Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
  }

  @AfterEach
  void close() {
    ours.close();
    theirs.close();
  }

  private Path place(Path theirs) {
    Path box = theirFile.getParent();
    return theirs.startsWith(box)
        ? ours.dataDirectory().resolve("merged").resolve(box.relativize(theirs))
        : theirs;
  }

  private MergedHistory merge() {
    return merge(theirFile, this::place);
  }

  private MergedHistory merge(Path other, UnaryOperator<Path> place) {
    try (Tracker copy = Tracker.openCopy(other, directory.resolve("copy-" + copies++))) {
      Merge merge = ours.merge(copy);
      return merge.run(place, merge.rehearse(place).files());
    }
  }

  /** Every row of every table that is taken over. */
  private static String rows(Tracker tracker) {
    return MergedTable.ALL.stream()
        .map(table -> table.name() + rows(tracker.file(), "select * from " + table.name()))
        .collect(joining("\n"));
  }

  private static List<List<Object>> rows(Path file, String sql) {
    AnswerTable answer = new AnswerTable();
    try (ReadOnlyHistory history = Tracker.openReadOnly(file)) {
      history.query(sql, answer);
    }
    return answer.rows().stream()
        .map(row -> row.stream().map(MergeTest::readable).toList())
        .toList();
  }

  private static Object readable(Object value) {
    return value instanceof byte[] blob ? Arrays.hashCode(blob) : String.valueOf(value);
  }

  private static String export(Tracker tracker, String name) throws IOException {
    StringBuilder text = new StringBuilder();
    ExportFormat.JSON.write(tracker, tracker.experiments().get(name), text);
    return text.toString();
  }

  /** With two planned iterations. */
  private static Experiment loop(Tracker tracker, String name) {
    Experiment experiment = Samples.experiment(tracker, name, Samples.settings(List.of("Q2_K")));
    Samples.scored(tracker, experiment.id(), 0, 0.2);
    Samples.scored(tracker, experiment.id(), 1, 0.1);
    return experiment;
  }

  @Test
  void anExperimentComesWithAllItsFiguresAndVerdicts() throws IOException {
    loop(ours, "other"); // so that ids differ
    theirs.verdicts().judge(loop(theirs, "mine").id());
    MergedHistory merged = merge();
    MergedExperiment mine = merged.experiments().get(0);
    assertEquals("mine", mine.name());
    assertTrue(mine.isNew());
    assertEquals(2, mine.gained().iterations());
    assertEquals(4, mine.gained().evaluations());
    ours.verdicts().judge(mine.id());
    assertEquals(comparable(export(theirs, "mine")), comparable(export(ours, "mine")));
    assertEquals(
        rows(theirFile, "select * from ranking where experiment = 'mine'"),
        rows(ours.file(), "select * from ranking where experiment = 'mine'"));
  }

  private static String comparable(String export) {
    return export
        .replaceAll("\"[^\"]*/(box-b|box-a/merged)/", "\"BOX/")
        .replaceAll("\"(id|decided_at|quant_id|iteration_id)\":[^,}]+", "");
  }

  @Test
  void everyTableComesOver() throws Exception {
    Experiment mine = loop(theirs, "mine");
    theirs.verdicts().judge(mine.id());
    fill(theirs.file());
    loop(ours, "other");
    String before = rows(ours);
    List<Long> counts = MergedTable.ALL.stream().map(table -> count(ours, table)).toList();
    merge();
    for (int i = 0; i < counts.size(); i++) {
      MergedTable table = MergedTable.ALL.get(i);
      long came = count(theirs, table);
      assertTrue(came > 0, "no row of table " + table.name() + " is tried here");
      long shared = List.of("model", "source", "provenance").contains(table.name()) ? came : 0;
      if (shared == 0) {
        assertEquals(counts.get(i) + came, count(ours, table), table.name());
      }
    }
    assertNotEquals(before, rows(ours));
    assertEquals(
        List.of(), rows(ours.file(), "select * from pragma_foreign_key_check"), mine.name());
  }

  private static long count(Tracker tracker, MergedTable table) {
    return Long.parseLong(
        rows(tracker.file(), "select count(*) from " + table.name()).get(0).get(0).toString());
  }

  /** Rows of the tables that a plain loop leaves empty. */
  private static void fill(Path file) throws SQLException, IOException {
    try (var script = MergeTest.class.getResourceAsStream("rows-beside-a-loop.sql")) {
      execute(file, new String(script.readAllBytes(), "UTF-8"));
    }
  }

  private static void execute(Path file, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.executeUpdate("pragma foreign_keys = on");
      statement.executeUpdate(sql);
    }
  }

  @Test
  void aRecipeThatWasSolvedSinceComesWithItsTypes() throws Exception {
    loop(theirs, "mine");
    fill(theirs.file());
    merge();
    execute(
        theirFile,
        "update tensor_recipe set rounds = 1, bytes = 7;"
            + " update tensor_recipe_type set type = 'Q6_K';"
            + " insert into tensor_recipe_type values (1, 1, 'b', 'Q4_K')");
    merge();
    String types = "select position, tensor, type from tensor_recipe_type";
    assertEquals(rows(theirFile, types), rows(ours.file(), types));
    assertEquals(
        List.of(List.of("1", "7")), rows(ours.file(), "select rounds, bytes from tensor_recipe"));
  }

  @Test
  void mergingAgainAddsNothing() throws Exception {
    loop(theirs, "mine");
    fill(theirs.file());
    assertTrue(merge().rows() > 0);
    String before = rows(ours);
    MergedHistory again = merge();
    assertEquals(0, again.rows());
    assertEquals(List.of(), again.files());
    assertFalse(again.experiments().get(0).isNew());
    assertEquals(before, rows(ours));
  }

  @Test
  void whatHasGrownSinceIsAdded() throws IOException {
    ExperimentId id = loop(theirs, "mine").id();
    Experiment mine = theirs.experiments().get(id);
    var pending = theirs.iterations().create(Samples.planned(theirs, id, 2));
    merge();
    ours.experiments().rename(ours.experiments().get("mine").id(), "renamed");
    Samples.score(theirs, pending, 0.09);
    Samples.scored(theirs, id, 3, 0.08);
    theirs.remarks().note(id, Optional.empty(), "later");
    MergedExperiment grown = merge().experiments().get(0);
    assertEquals("renamed", grown.name());
    assertEquals(1, grown.gained().iterations());
    assertEquals(2, grown.gained().imatrices());
    assertEquals(4, grown.gained().evaluations());
    assertEquals(1, grown.gained().remarks());
    assertEquals(
        rows(theirFile, "select number, state, ended_at from iteration"),
        rows(ours.file(), "select number, state, ended_at from iteration"));
    assertEquals(1, ours.experiments().list(true).size(), mine.name());
  }

  @Test
  void anotherExperimentOfTheNameGetsAnotherName() {
    loop(ours, "mine");
    Experiment other = loop(theirs, "mine");
    Samples.scored(theirs, other.id(), 2, 0.05);
    assertEquals("mine-2", merge().experiments().get(0).name());
    assertEquals("mine-2", merge().experiments().get(0).name());
    assertEquals(2, ours.experiments().list(true).size());
  }

  @Test
  void copiesThatWentOnByThemselvesStayApart() {
    ExperimentId id = loop(theirs, "mine").id();
    merge();
    Samples.scored(ours, ours.experiments().get("mine").id(), 2, 0.09);
    Samples.scored(theirs, id, 2, 0.05);
    MergedExperiment other = merge().experiments().get(0);
    assertTrue(other.isNew());
    assertEquals("mine-2", other.name());
    assertEquals(0, merge().rows());
  }

  @Test
  void aBackupComesBack() {
    loop(ours, "mine");
    Path backup = directory.resolve("backup.db");
    DatabaseCopy.write(ours.file(), backup);
    ours.experiments().purge(ours.experiments().get("mine").id());
    assertTrue(merge(backup, path -> path).experiments().get(0).isNew());
    assertEquals(2, ours.rankings().ranking(ours.experiments().get("mine").id()).size());
  }

  @Test
  void filesAreNamedWhereTheyAreToLie() {
    loop(theirs, "mine");
    List<BroughtFile> files = merge().files();
    assertEquals(
        List.of("code.tokens", "prose.tokens", "iter-1.gguf"),
        files.stream()
            .map(file -> file.ours().getFileName().toString())
            .filter(name -> !name.contains("Q2_K"))
            .toList());
    ExperimentId id = ours.experiments().get("mine").id();
    assertEquals(ours.dataDirectory().resolve("merged/experiments/1"), ours.directory(id));
    assertEquals(
        List.of(List.of("merged/experiments/1/imatrix/iter-1.gguf")),
        rows(ours.file(), "select file from imatrix"));
    files.forEach(file -> assertEquals(place(file.theirs()), file.ours()));
  }

  @Test
  void nothingIsTakenFromOrIntoARunningExperiment() {
    ExperimentId id = loop(theirs, "mine").id();
    merge();
    String before = rows(ours);
    RunId run = theirs.runs().start(Samples.run(theirs, id)).id();
    Samples.scored(theirs, id, 2, 0.05);
    TrackerException there = assertThrows(TrackerException.class, this::merge);
    assertTrue(there.getMessage().contains("'mine' is running there"), there.getMessage());
    theirs.runs().end(run, RunState.STOPPED, "");
    ExperimentId here = ours.experiments().get("mine").id();
    RunId own = ours.runs().start(Samples.run(ours, here)).id();
    assertThrows(TrackerException.class, this::merge);
    assertEquals(before.split("\nrun\\[")[0], rows(ours).split("\nrun\\[")[0]);
    ours.runs().end(own, RunState.STOPPED, "");
    assertEquals(1, merge().experiments().get(0).gained().iterations());
  }

  @Test
  void otherFilesThanWereBroughtUndoTheMerge() {
    loop(theirs, "mine");
    String before = rows(ours);
    try (Tracker copy = Tracker.openCopy(theirFile, directory.resolve("copy"))) {
      Merge merge = ours.merge(copy);
      TrackerException refused =
          assertThrows(TrackerException.class, () -> merge.run(this::place, List.of()));
      assertTrue(refused.getMessage().contains("merge again"), refused.getMessage());
      merge.rehearse(this::place);
    }
    assertEquals(before, rows(ours));
  }

  @Test
  void chunksPutAsideThereCountInNoFigureHere() {
    ExperimentId id = loop(theirs, "mine").id();
    merge();
    Experiment here = ours.experiments().get("mine");
    Samples.scored(ours, here.id(), 2, 0.09);
    EvaluationSet set = theirs.experiments().evaluationSets(id).get(1);
    theirs
        .quarantine()
        .add(
            new ChunkPutAside(
                set.corpus(),
                Optional.of(set.id()),
                3,
                Optional.empty(),
                Optional.empty(),
                "the baseline",
                Optional.empty()));
    merge();
    var quants = ours.iterations().quants(here.id());
    assertEquals(3, quants.size());
    for (var quant : quants) {
      assertEquals(
          9 * 255,
          ours.evaluations().findScore(quant.id()).orElseThrow().statistics().get(Figure.TOKENS),
          quant.file().toString());
    }
    assertEquals(0, merge().rows());
  }

  @Test
  void removedExperimentsStayWhereTheyAre() {
    theirs.experiments().remove(loop(theirs, "gone").id());
    assertEquals(List.of(), merge().experiments());
    assertEquals(0, ours.experiments().list(true).size());
  }
}
