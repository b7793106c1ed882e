package dev.quantloop.app.tui.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import org.junit.jupiter.api.Test;

class TextFieldTest {
  private static TextField press(TextField field, String... keys) {
    TextField now = field;
    for (String key : keys) {
      now = now.press(Key.named(key)).orElseThrow();
    }
    return now;
  }

  @Test
  void insertsAtTheCursor() {
    assertEquals("abxc", press(TextField.of("abc"), "left", "x").text());
  }

  @Test
  void deletesWholeCharactersOutsideTheBasicPlane() {
    assertEquals("a", press(TextField.of("a🎈"), "backspace").text());
  }

  @Test
  void knowsTheKeysOfTheShell() {
    TextField field = TextField.of("one two three");
    assertEquals("one two ", press(field, "ctrl-w").text());
    assertEquals("", press(field, "ctrl-u").text());
    assertEquals("xone two three", press(field, "ctrl-a", "x").text());
    assertEquals("", press(field, "ctrl-a", "ctrl-k").text());
  }

  @Test
  void showsTheCursorsPlaceInALongText() {
    String text = "a".repeat(100_000) + "漢字xyz";
    assertEquals("字xyz", drawn(TextField.of(text), 6).strip());
    assertEquals("aaaaaa", drawn(press(TextField.of(text), "ctrl-a"), 6).strip());
    assertEquals("short", drawn(TextField.of("short"), 6).strip());
  }

  private static String drawn(TextField field, int width) {
    Grid grid = new Grid(width, 1);
    field.draw(grid.canvas(), 0, Style.PLAIN);
    return grid.toString();
  }

  @Test
  void leavesOtherKeysToOthers() {
    assertTrue(TextField.of("").press(Key.named("enter")).isEmpty());
    assertTrue(TextField.of("").press(Key.named("f5")).isEmpty());
  }

  @Test
  void putsAPasteIntoOneLine() {
    TextField field = TextField.of("ad").press(Key.named("left")).orElseThrow();
    TextField pasted = field.press(Key.pasted("\rb\r\nc\t\u001b[A😀\n\n")).orElseThrow();
    assertEquals("ab c [A😀d", pasted.text());
    assertEquals(8, pasted.cursor());
  }
}
