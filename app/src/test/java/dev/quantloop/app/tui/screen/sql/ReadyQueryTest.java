package dev.quantloop.app.tui.screen.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.tui.screen.sql.QueryResult.ResultReader;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.NewRun;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadyQueryTest {
  @TempDir Path directory;
  private Path database;

  @BeforeEach
  void aFullHistory() {
    database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history
          .named("mine", "Q4_K_M", "Q2_K")
          .scored(0, 0, 1, 1)
          .scored(1, 4, 0.9, 0.8)
          .scored(2, 8, 0.88, 0.7);
    }
    try (Tracker tracker = Tracker.open(database)) {
      Experiment mine = tracker.experiments().get("mine");
      tracker.remarks().note(mine.id(), Optional.empty(), "a note");
      tracker.remarks().tag(mine.id(), Optional.empty(), "good");
      NewRun wanted =
          new NewRun(
              mine.id(), true, OptionalInt.empty(), "{}", "box", directory.resolve("log"), "0.1.0");
      RunId run = tracker.runs().start(wanted).id();
      tracker.runs().event(run, Optional.empty(), EventKind.WARNING, "memory is running short");
    }
  }

  private QueryResult ask(ReadyQuery query) {
    ResultReader reader = new ResultReader();
    new QueryRun(database, query.sql()).ask(reader);
    return reader.result(Duration.ZERO);
  }

  private QueryResult ask(String title) {
    return ask(
        ReadyQuery.all().stream().filter(q -> q.title().equals(title)).findFirst().orElseThrow());
  }

  /** The values of a column. */
  private static List<Object> column(QueryResult result, String name) {
    int column = result.columns().indexOf(name);
    return result.rows().stream().map(row -> row.value(column)).toList();
  }

  @Test
  void eachIsAnsweredAndHasATitleOfItsOwn() {
    Set<String> titles = new HashSet<>();
    for (ReadyQuery query : ReadyQuery.all()) {
      assertFalse(ask(query).rows().isEmpty(), query.title());
      assertTrue(titles.add(query.title()), query.title());
      assertTrue(SqlText.isComplete(query.sql()), query.title());
    }
  }

  @Test
  void theBestAreThoseWithTheLowestComposite() {
    assertEquals(List.of(2, 2), column(ask("Best iteration of each quant type"), "iteration"));
    assertEquals(
        List.of(-30.0, -12.0), column(ask("What an imatrix gains over none"), "change_percent"));
  }

  @Test
  void timeIsCountedOnceAlthoughQuantsAreEvaluatedTogether() {
    QueryResult result = ask("Time spent by stage");
    List<Object> stages = column(result, "stage");
    List<Object> seconds = column(result, "seconds");
    assertEquals(18.0, seconds.get(stages.indexOf("quantize")));
    assertEquals(16.0, seconds.get(stages.indexOf("imatrix")));
    assertEquals(3, column(result, "times").get(stages.indexOf("evaluate")));
    double percent = 0;
    for (Object share : column(result, "percent")) {
      percent += (Double) share;
    }
    assertEquals(100, percent, 0.2);
  }

  @Test
  void diskHoldsCorporaLedgerImatricesAndQuants() {
    QueryResult result = ask("Disk used");
    List<Object> what = column(result, "what");
    List<Object> bytes = column(result, "bytes");
    assertEquals(6 * 2_000_000, bytes.get(what.indexOf("quants")));
    assertEquals(2 * 9000, bytes.get(what.indexOf("imatrices")));
    assertEquals(4 * 100, bytes.get(what.indexOf("ledger")));
    assertEquals(2 * 48 * 512 * 4, bytes.get(what.indexOf("corpora")));
  }
}
