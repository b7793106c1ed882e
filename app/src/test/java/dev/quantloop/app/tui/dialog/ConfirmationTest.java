package dev.quantloop.app.tui.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.key.Key;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfirmationTest {
  private static final Effect YES = new Effect.Quit();
  private static final Confirmation SHORT =
      new Confirmation("Delete it?", List.of("It is gone."), YES);
  private static final Confirmation LONG =
      new Confirmation("Begin?", List.of("It writes /a/path/" + "long/".repeat(12) + "file"), YES);

  private static Dialog.Answer press(Confirmation question, String key) {
    return question.press(Key.named(key));
  }

  private static String drawn(Confirmation question, int width, int height) {
    Grid grid = new Grid(width, height);
    question.draw(grid.canvas(), new ViewContext(true, Instant.EPOCH));
    return grid.toString();
  }

  @Test
  void onlyAYesMeansYes() {
    assertEquals(List.of(YES), press(SHORT, "y").effects());
    for (String no : List.of("n", "q", "enter")) {
      assertEquals(List.of(), press(SHORT, no).effects());
      assertNull(press(SHORT, no).next());
    }
    assertSame(SHORT, press(SHORT, "x").next());
    assertTrue(drawn(SHORT, 40, 3).contains("n enter q esc  no"));
  }

  @Test
  void breaksALongPathAndKeepsTheChoiceInSight() {
    assertEquals(new Dialog.Size(72, 4), LONG.size(100));
    assertEquals(new Dialog.Size(36, 5), LONG.size(36));
    assertTrue(drawn(LONG, 36, 5).replaceAll("\\s", "").contains("long/file"));
    assertTrue(drawn(LONG, 36, 2).contains("y  yes"));
  }
}
