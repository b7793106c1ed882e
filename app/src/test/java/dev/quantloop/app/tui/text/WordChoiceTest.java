package dev.quantloop.app.tui.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.text.WordChoice.WordCandidate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordChoiceTest {
  private static WordChoice of(TextField field, int from, String... texts) {
    List<WordCandidate> candidates =
        Arrays.stream(texts).map(text -> new WordCandidate(text, "")).toList();
    return WordChoice.of(field, from, candidates).orElseThrow();
  }

  @Test
  void theOnlyOneIsTaken() {
    WordChoice only = of(new TextField("from ru where", 7), 5, "run");
    assertEquals(new TextField("from run where", 8), only.field());
    assertFalse(only.open());
  }

  @Test
  void ofSeveralWhatTheyShareIsTakenThenOneAfterTheOther() {
    WordChoice open = of(TextField.of("r"), 0, "run_event", "run_history");
    assertTrue(open.open());
    assertEquals("run_", open.field().text());
    assertEquals("run_event", open.next(1).field().text());
    assertEquals("run_history", open.next(1).next(1).field().text());
    assertEquals("run_event", open.next(1).next(1).next(1).field().text());
    assertEquals("run_history", open.next(-1).field().text());
  }

  @Test
  void whatWasTypedStaysWhereTheyShareLess() {
    assertEquals("S", of(TextField.of("S"), 0, "score", "source").field().text());
  }

  @Test
  void nothingCompletesToNothing() {
    assertTrue(WordChoice.of(TextField.of("x"), 0, List.of()).isEmpty());
  }
}
