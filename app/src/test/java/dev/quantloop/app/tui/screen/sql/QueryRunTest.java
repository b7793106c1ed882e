package dev.quantloop.app.tui.screen.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.tui.screen.sql.QueryResult.ResultReader;
import dev.quantloop.tracker.export.AnswerFormat;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class QueryRunTest {
  private static final String ENDLESS =
      "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";

  @TempDir Path directory;
  private Path database;

  @BeforeEach
  void aDatabase() {
    database = directory.resolve("quantloop.db");
    Tracker.open(database).close();
  }

  @Test
  void aQuestionWithoutEndIsBrokenOff() throws Exception {
    QueryRun run = new QueryRun(database, ENDLESS);
    Thread impatient =
        new Thread(
            () -> {
              while (!Thread.interrupted()) {
                run.cancel();
              }
            });
    impatient.start();
    assertThrows(UserException.class, () -> run.ask(new ResultReader()));
    impatient.interrupt();
    impatient.join();
  }

  @Test
  void oneThatWasBrokenOffBeforeItBeganDoesNotBegin() {
    QueryRun run = new QueryRun(database, ENDLESS);
    run.cancel();
    assertThrows(UserException.class, () -> run.ask(new ResultReader()));
  }

  @Test
  void ofALongAnswerTheFirstRowsAreKept() {
    String sql =
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < %d)"
            + " select i from n";
    ResultReader longer = new ResultReader();
    new QueryRun(database, sql.formatted(ResultReader.MOST_ROWS + 1)).ask(longer);
    QueryResult result = longer.result(Duration.ZERO);
    assertEquals(ResultReader.MOST_ROWS, result.rows().size());
    assertTrue(result.more());
    ResultReader exact = new ResultReader();
    new QueryRun(database, sql.formatted(ResultReader.MOST_ROWS)).ask(exact);
    assertFalse(exact.result(Duration.ZERO).more());
  }

  @Test
  void rowsOfVeryLongTextsAreKeptUntilTheyAreTooMuch() {
    ResultReader reader = new ResultReader();
    Object text = "x".repeat((int) (ResultReader.MOST_CHARACTERS / 2));
    for (int i = 0; i < 4; i++) {
      reader.row(List.of(text));
    }
    assertEquals(3, reader.result(Duration.ZERO).rows().size());
    assertTrue(reader.full());
  }

  @Test
  void whatCouldNotBeSavedLeavesNoFile() throws IOException {
    Path file = directory.resolve("answer.csv");
    QueryRun wrong = new QueryRun(database, "select 1 from nowhere");
    assertThrows(
        RuntimeException.class, () -> new SaveAnswer(wrong, AnswerFormat.CSV, file).save());
    try (var files = Files.list(directory)) {
      assertTrue(files.noneMatch(one -> one.toString().contains("answer")));
    }
  }

  @Test
  void everyRowIsSaved() throws IOException {
    Path file = directory.resolve("answer.csv");
    QueryRun run = new QueryRun(database, "values (1, 'a'), (2, null)");
    assertEquals(2, new SaveAnswer(run, AnswerFormat.CSV, file).save());
    assertEquals("column1,column2\r\n1,a\r\n2,\r\n", Files.readString(file));
  }

  @Test
  void theSchemaHasTablesAndViewsWithTheirColumns() {
    Schema schema = Schema.read(database);
    assertEquals(
        List.of("id", "experiment_id", "iteration_id", "name", "created_at"),
        schema.find("TAG").orElseThrow().columns());
    assertTrue(schema.names(true).contains("ranking"));
    assertTrue(schema.names(false).contains("chunk_result"));
  }
}
