package dev.quantloop.app.tui.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.key.Key;
import org.junit.jupiter.api.Test;

class TextAreaTest {
  private static TextArea press(TextArea area, String... names) {
    TextArea now = area;
    for (String name : names) {
      now = now.press(Key.named(name)).orElseThrow();
    }
    return now;
  }

  /** Where the cursor is shown. */
  private static String frame(TextArea area, int width, int height) {
    Grid grid = new Grid(width, height);
    area.draw(grid.canvas(), true);
    StringBuilder text = new StringBuilder();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        text.append(grid.style(x, y).reversed() ? "[" + grid.text(x, y) + "]" : grid.text(x, y));
      }
      text.append(y < height - 1 ? "|" : "");
    }
    return text.toString();
  }

  @Test
  void goesFromLineToLineAndKeepsItsColumn() {
    TextArea area = press(TextArea.of("select a\nfrom\nwhere b"), "up");
    assertEquals("from[ ]", frame(area, 20, 3).split("\\|")[1].strip());
    assertEquals("sele[c]t a", frame(press(area, "up"), 20, 3).split("\\|")[0].strip());
    assertTrue(press(area, "up").press(Key.named("up")).isEmpty());
    assertTrue(TextArea.of("a\nb").press(Key.named("down")).isEmpty());
  }

  @Test
  void homeAndEndAreThoseOfTheLine() {
    TextArea area = press(TextArea.of("one\ntwo"), "home", "x");
    assertEquals("one\nxtwo", area.text());
    assertEquals("one!\nxtwo", press(area, "up", "end", "!").text());
  }

  @Test
  void longLinesTakeSeveralRows() {
    TextArea area = TextArea.of("abcdefgh");
    assertEquals(3, area.rows(4));
    assertEquals("abcd|efgh|[ ]   ", frame(area, 4, 3));
    assertEquals("abcd|[e]fgh|    ", frame(press(area, "left", "left", "left", "left"), 4, 3));
  }

  @Test
  void showsTheRowsAroundTheCursor() {
    TextArea area = TextArea.of("1\n2\n3\n4");
    assertEquals("3 |4[ ]", frame(area, 2, 2));
    assertEquals("1[ ]|2 ", frame(press(area, "up", "up", "up"), 2, 2));
  }

  @Test
  void aLineCanBeBroken() {
    TextArea area = press(TextArea.of("ab"), "left").lineBroken();
    assertEquals("a\nb", area.text());
    assertEquals("a\ncb", press(area, "c").text());
  }

  @Test
  void keepsTheLinesOfAPaste() {
    TextArea area = TextArea.of("a;").press(Key.named("left")).orElseThrow();
    assertEquals("a\n b\n\nc\n;", area.press(Key.pasted("\r\n\tb\r\rc\n")).orElseThrow().text());
  }
}
