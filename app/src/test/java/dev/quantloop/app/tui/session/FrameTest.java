package dev.quantloop.app.tui.session;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.dialog.Prompt;
import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Grid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameTest {
  private static final String LONG =
      "can't read /a" + "/directory".repeat(20) + "/model.gguf: gone";

  private record Empty() implements Screen {
    @Override
    public String title() {
      return "Empty";
    }

    @Override
    public List<Action> actions() {
      return List.of();
    }

    @Override
    public Transition hear(Message message) {
      return Transition.to(this);
    }

    @Override
    public void draw(Canvas canvas, ViewContext context) {}
  }

  private static String drawn(Dialog dialog, String notice, int width, int height) {
    Grid grid = new Grid(width, height);
    ViewContext context = new ViewContext(true, Instant.EPOCH);
    Frame.draw(grid.canvas(), List.of(new Empty()), dialog, notice, context);
    return grid.toString().replaceAll("[\\s│]", "");
  }

  private static void assertWhole(String shown) {
    assertTrue(shown.contains(LONG.replace(" ", "")), shown);
  }

  @Test
  void aMessageIsShownInFullHoweverLongItsWordsAre() {
    assertWhole(drawn(null, LONG, 80, 24));
    assertWhole(drawn(null, LONG, 40, 10));
    assertTrue(drawn(null, LONG.repeat(9), 40, 10).endsWith("…"));
  }

  @Test
  void aPromptSaysInFullWhatIsWrong() {
    Dialog prompt =
        new Prompt("A file", "Where", TextField.of(""), text -> Optional.of(LONG), text -> null);
    assertWhole(drawn(prompt, "", 80, 24));
  }
}
