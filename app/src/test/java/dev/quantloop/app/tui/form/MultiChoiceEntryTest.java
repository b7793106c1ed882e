package dev.quantloop.app.tui.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.key.Key;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultiChoiceEntryTest {
  private static final MultiChoiceEntry TYPES =
      MultiChoiceEntry.of(
          List.of(group("2 bits", "IQ2_XS", "Q2_K_S", "Q2_K"), group("4 bits", "Q4_0", "Q4_K_M")));

  private static MultiChoiceEntry.Group group(String title, String... names) {
    return new MultiChoiceEntry.Group(
        title, Arrays.stream(names).map(name -> new MultiChoiceEntry.Option(name, "")).toList());
  }

  private static Entry press(Entry entry, String... keys) {
    Entry now = entry;
    for (String key : keys) {
      now = now.press(Key.named(key)).orElseThrow();
    }
    return now;
  }

  @Test
  void choosesWithTheSpaceBarAndTakesOutAgain() {
    Entry two = press(TYPES, "right", "space", "down", "space");
    assertEquals("Q2_K_S,Q4_K_M", two.text());
    assertEquals("Q2_K_S", press(two, "space").text());
  }

  @Test
  void goesToTheNameThatIsTyped() {
    assertEquals("Q4_K_M", press(TYPES, "q", "4", "_", "k", "space").text());
    assertEquals("IQ2_XS", press(TYPES, "q", "backspace", "i", "enter").text());
    assertEquals("Q2_K", press(TYPES, "q", "2", "_", "k", "space").text());
  }

  @Test
  void losesNothingThatIsTyped() {
    Entry typed = press(TYPES, "q", "4", "_", "k", "_", "m");
    assertEquals("Q4_K_M", typed.text());
    assertEquals("Q4_K_M", typed.left().text());
    assertEquals("Q4_K_M,Q2_K", press(typed, ",", "q", "2", "_", "k", "enter").text());
    assertEquals("Q4_K_M", press(typed, "right").text());
    assertEquals("Q2_K,Q4_0", TYPES.press(Key.pasted("q2_k, Q4_0\n")).orElseThrow().text());
    assertEquals("Q4_K_M,q9", press(typed, ",", "q", "9").left().text());
    assertEquals("Q4_K_M", press(typed, ",", "q", "9", "enter", "backspace").text());
    assertTrue(TYPES.press(Key.named("enter")).isEmpty(), "then it goes on");
  }

  @Test
  void leavesUpAndDownToTheFormAtItsEdges() {
    assertTrue(TYPES.press(Key.named("up")).isEmpty());
    assertTrue(press(TYPES, "down").press(Key.named("down")).isEmpty());
  }

  @Test
  void holdsOnlyNamesThatThereAre() {
    assertEquals("Q4_0,IQ2_XS", TYPES.holding("Q4_0, NONE,IQ2_XS").text());
    assertEquals("", TYPES.holding("").text());
  }
}
