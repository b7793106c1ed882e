package dev.quantloop.tracker.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.Answer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerFormatTest {
  private static final String VALUES =
      "select 1 as n, 'a, \"b\"' as text, null as none, x'00ff' as bytes, 0.5 as share,"
          + " 9e999 as endless union all select 2, '', null, x'', 1.0, 0.0";

  @TempDir Path directory;

  @Test
  void csvQuotesAndLeavesNullEmpty() {
    assertEquals(
        "n,text,none,bytes,share,endless\r\n"
            + "1,\"a, \"\"b\"\"\",,00ff,0.5,Infinity\r\n"
            + "2,,,,1.0,0.0\r\n",
        written(AnswerFormat.CSV, VALUES));
  }

  @Test
  void jsonHasAnObjectOnEachLine() {
    assertEquals(
        "[\n"
            + "{\"n\":1,\"text\":\"a, \\\"b\\\"\",\"none\":null,\"bytes\":\"00ff\","
            + "\"share\":0.5,\"endless\":null},\n"
            + "{\"n\":2,\"text\":\"\",\"none\":null,\"bytes\":\"\","
            + "\"share\":1.0,\"endless\":0.0}\n"
            + "]\n",
        written(AnswerFormat.JSON, VALUES));
  }

  @Test
  void noRowsAreAnAnswer() {
    assertEquals("n\r\n", written(AnswerFormat.CSV, "select 1 as n where 0"));
    assertEquals("[]\n", written(AnswerFormat.JSON, "select 1 as n where 0"));
  }

  @Test
  void theEndingOfANameTellsTheFormat() {
    assertEquals(Optional.of(AnswerFormat.CSV), AnswerFormat.ofFile("a.CSV"));
    assertEquals(Optional.of(AnswerFormat.JSON), AnswerFormat.ofFile("x.csv.json"));
    assertEquals(Optional.empty(), AnswerFormat.ofFile("csv"));
  }

  private String written(AnswerFormat format, String sql) {
    Path file = directory.resolve("quantloop.db");
    Tracker.open(file).close();
    StringBuilder out = new StringBuilder();
    try (ReadOnlyHistory history = Tracker.openReadOnly(file)) {
      Answer writer = format.writer(out);
      history.query(sql, writer);
    }
    return out.toString();
  }
}
