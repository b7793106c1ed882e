package dev.quantloop.app.tui.dialog;

import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The keys of a screen, as its table has them.
 *
 * @param first line of the list at the top of the dialog
 */
public record HelpDialog(String title, List<Screen.Action> actions, int first) implements Dialog {
  private static final int KEYS_WIDTH = 18;
  private static final int LABEL_WIDTH = 56;

  /**
   * @param screen its title
   */
  public static HelpDialog of(String screen, List<Screen.Action> actions) {
    return new HelpDialog("Keys: " + screen, actions, 0);
  }

  @Override
  public Size size() {
    return new Size(KEYS_WIDTH + LABEL_WIDTH, actions.size());
  }

  @Override
  public Answer press(Key key) {
    int last = actions.size() - 1;
    if (key.kind() == Key.Kind.DOWN || key.equals(Key.of('j'))) {
      return Answer.stay(new HelpDialog(title, actions, Math.min(last, first + 1)));
    } else if (key.kind() == Key.Kind.UP || key.equals(Key.of('k'))) {
      return Answer.stay(new HelpDialog(title, actions, Math.max(0, first - 1)));
    }
    return Answer.done();
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    int shown = Math.min(first, Math.max(0, actions.size() - canvas.height()));
    for (int i = 0; shown + i < actions.size() && i < canvas.height(); i++) {
      Screen.Action action = actions.get(shown + i);
      String keys = action.keys().stream().map(Key::label).collect(Collectors.joining(" "));
      canvas.text(0, i, keys, Style.BOLD);
      int after = canvas.text(KEYS_WIDTH, i, action.label());
      int y = i;
      action
          .disabled()
          .ifPresent(why -> canvas.text(after, y, "  (" + why + ")", Style.of(Color.GRAY)));
    }
  }
}
