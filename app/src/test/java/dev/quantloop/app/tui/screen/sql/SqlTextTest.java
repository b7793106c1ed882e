package dev.quantloop.app.tui.screen.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "select 1",
        "select 1;",
        "select count(*) from run where state in ('failed', 'it''s (')",
        "select 1 -- one (",
        "select /* ( */ \"a (\"",
        "select 1)"
      })
  void canBeAsked(String sql) {
    assertTrue(SqlText.isComplete(sql));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select count(*",
        "select 'one",
        "select 'it''",
        "select \"name",
        "select 1 /* one",
        "select (1 -- )"
      })
  void goesOnInAnotherLine(String sql) {
    assertFalse(SqlText.isComplete(sql));
  }

  @Test
  void consistsOfWordsAndSigns() {
    List<String> texts =
        SqlText.of("select r.id, 'a b' from run r -- all").tokens().stream()
            .map(SqlText.Token::text)
            .toList();
    assertEquals(List.of("select", "r", ".", "id", ",", "'a b'", "from", "run", "r"), texts);
  }

  @Test
  void aLongStringIsNoProblem() {
    assertTrue(SqlText.isComplete("select '" + "it''s ".repeat(20_000) + "'"));
  }
}
