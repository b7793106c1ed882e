package dev.quantloop.app.tui.dialog;

import dev.quantloop.app.console.DisplayWidth;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The keys of a screen, as its table has them.
 *
 * @param scroll in the list; no farther than its end
 */
public record HelpDialog(String title, List<Screen.Action> actions, Scroll scroll)
    implements Dialog {
  private static final int KEYS_WIDTH = 18;
  private static final int LABEL_WIDTH = 56;
  private static final String SCROLLING = "j k scroll  q close";

  /**
   * @param screen its title
   */
  public static HelpDialog of(String screen, List<Screen.Action> actions) {
    return new HelpDialog("Keys: " + screen, actions, Scroll.of(actions.size()));
  }

  @Override
  public Size size() {
    return new Size(KEYS_WIDTH + LABEL_WIDTH, actions.size());
  }

  @Override
  public Dialog in(int rows) {
    return new HelpDialog(title, actions, scroll.seeing(room(rows)));
  }

  /** Of rows that are too few for all, one tells how far the list is scrolled. */
  private int room(int rows) {
    return actions.size() > rows ? rows - 1 : rows;
  }

  @Override
  public Answer press(Key key) {
    Optional<Scroll> scrolled = scroll.press(key);
    return scrolled.isPresent() ? Answer.stay(at(scrolled.get().top())) : Answer.done();
  }

  private HelpDialog at(int row) {
    return new HelpDialog(title, actions, scroll.at(Math.min(row, scroll.end())));
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    int room = room(canvas.height());
    int first = Math.max(0, Math.min(scroll.top(), actions.size() - room));
    int end = Math.min(first + room, actions.size());
    for (int i = first; i < end; i++) {
      draw(canvas, i - first, actions.get(i));
    }
    if (end - first < actions.size()) {
      String place = "%d-%d/%d".formatted(first + 1, end, actions.size());
      Scroll.drawStatus(canvas.rows(room, 1), SCROLLING, place);
    }
  }

  private static void draw(Canvas canvas, int y, Screen.Action action) {
    String keys = action.keys().stream().map(Key::label).collect(Collectors.joining(" "));
    canvas.text(0, y, keys, Style.BOLD);
    String label = DisplayWidth.cut(action.label(), canvas.width() - KEYS_WIDTH);
    int after = canvas.text(KEYS_WIDTH, y, label);
    action
        .disabled()
        .ifPresent(why -> canvas.text(after, y, "  (" + why + ")", Style.of(Color.GRAY)));
  }
}
