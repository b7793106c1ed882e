package dev.quantloop.app.tui.screen.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.text.WordChoice;
import dev.quantloop.app.tui.text.WordChoice.WordCandidate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SqlCompletionTest {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              new Schema.Relation("ranking", true, List.of("experiment", "rank", "composite")),
              new Schema.Relation("run", false, List.of("id", "experiment_id", "reason")),
              new Schema.Relation("run_event", false, List.of("id", "run_id", "message"))));

  /**
   * @param sql with a bar where the cursor is
   */
  private static Optional<WordChoice> at(String sql) {
    int cursor = sql.indexOf('|');
    return SqlCompletion.of(SCHEMA, new TextField(sql.replace("|", ""), cursor));
  }

  private static List<String> words(String sql) {
    return at(sql)
        .map(choice -> choice.candidates().stream().map(WordCandidate::text).toList())
        .orElse(List.of());
  }

  @Test
  void tablesAndViewsFollowFromAndJoin() {
    assertEquals(List.of("ranking", "run", "run_event"), words("select * from |"));
    assertEquals(List.of("run", "run_event"), words("select 1 from ranking JOIN ru|"));
  }

  @Test
  void columnsFollowATableOrItsOtherName() {
    assertEquals(List.of("id", "experiment_id", "reason"), words("select run.| from x"));
    assertEquals(List.of("message"), words("select e.m| from run_event as e"));
    assertEquals(List.of("reason"), words("select * from run r where r.re|"));
    assertEquals(List.of(), words("select x.|"));
  }

  @Test
  void columnsAreThoseOfTheTablesThatAreNamed() {
    assertEquals(List.of("id", "experiment_id", "reason"), words("select * from run where |"));
    assertEquals(
        List.of("id", "run_id", "message", "experiment_id", "reason"),
        words("select | from run_event join run on run.id = run_id"));
  }

  @Test
  void keywordsAndFunctionsFitTheLettersTyped() {
    assertEquals(List.of("group_concat(", "group by", "glob"), words("select 1 from run g|"));
    assertEquals(List.of("group_concat(", "GROUP BY", "GLOB"), words("select 1 from x G|"));
    assertTrue(words("select co| from ranking").containsAll(List.of("composite", "count(")));
    assertEquals(List.of("select"), words("se|"));
  }

  @Test
  void nothingIsOfferedWithinStringsAndComments() {
    assertEquals(List.of(), words("select 'ru|"));
    assertEquals(List.of(), words("select 1 -- ru|"));
    assertEquals(List.of(), words("select run_event|"));
  }

  @Test
  void theWordAtTheCursorIsReplaced() {
    assertEquals(
        "select * from ranking where 1",
        at("select * from ra| where 1").orElseThrow().field().text());
  }
}
