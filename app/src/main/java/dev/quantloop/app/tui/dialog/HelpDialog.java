package dev.quantloop.app.tui.dialog;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.ArrayList;
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
  private static final int WIDTH = KEYS_WIDTH + 56;
  private static final int GAP = 2;
  private static final String SCROLLING = "j k scroll  q close";

  /**
   * A row of the list.
   *
   * @param keys empty in all rows of an action but its first
   * @param why it can't be done now; may be empty
   */
  private record Row(String keys, String label, String why) {}

  /**
   * @param screen its title
   */
  public static HelpDialog of(String screen, List<Screen.Action> actions) {
    return new HelpDialog("Keys: " + screen, actions, Scroll.of(rows(actions, WIDTH).size()));
  }

  @Override
  public Size size() {
    return new Size(WIDTH, rows(actions, WIDTH).size());
  }

  @Override
  public Dialog in(Size room) {
    int rows = rows(actions, room.width()).size();
    Scroll same = Scroll.of(rows).at(scroll.top()).seeing(list(rows, room.height()));
    return new HelpDialog(title, actions, same);
  }

  /** Of lines that are too few for all rows, one tells how far the list is scrolled. */
  private static int list(int rows, int lines) {
    return rows > lines ? lines - 1 : lines;
  }

  @Override
  public Answer press(Key key) {
    Optional<Scroll> scrolled = scroll.press(key);
    if (scrolled.isPresent()) {
      return Answer.stay(at(scrolled.get().top()));
    }
    return key.kind() == Key.Kind.PASTE ? Answer.stay(this) : Answer.done();
  }

  private HelpDialog at(int row) {
    return new HelpDialog(title, actions, scroll.at(Math.min(row, scroll.end())));
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    List<Row> rows = rows(actions, canvas.width());
    int list = list(rows.size(), canvas.height());
    int first = Math.max(0, Math.min(scroll.top(), rows.size() - list));
    int end = Math.min(first + list, rows.size());
    for (int i = first; i < end; i++) {
      draw(canvas, i - first, rows.get(i));
    }
    if (end - first < rows.size()) {
      String place = "%d-%d/%d".formatted(first + 1, end, rows.size());
      Scroll.drawStatus(canvas.rows(list, 1), SCROLLING, place);
    }
  }

  private static void draw(Canvas canvas, int y, Row row) {
    canvas.text(0, y, row.keys(), Style.BOLD);
    int after = canvas.text(KEYS_WIDTH, y, row.label());
    canvas.text(row.label().isEmpty() ? after : after + GAP, y, row.why(), Style.of(Color.GRAY));
  }

  private static List<Row> rows(List<Screen.Action> actions, int width) {
    return actions.stream()
        .flatMap(action -> rows(action, Math.max(1, width - KEYS_WIDTH)).stream())
        .toList();
  }

  /** The reason stands behind the label where there is room, else under it. */
  private static List<Row> rows(Screen.Action action, int room) {
    List<Row> rows = new ArrayList<>();
    DisplayWidth.wrap("", "", action.label(), room)
        .forEach(text -> rows.add(new Row("", text, "")));
    String keys = action.keys().stream().map(Key::label).collect(Collectors.joining(" "));
    rows.set(0, new Row(keys, rows.get(0).label(), ""));
    if (action.disabled().isPresent()) {
      String why = "(" + action.disabled().get() + ")";
      Row last = rows.get(rows.size() - 1);
      if (DisplayWidth.of(last.label()) + GAP + DisplayWidth.of(why) <= room) {
        rows.set(rows.size() - 1, new Row(last.keys(), last.label(), why));
      } else {
        DisplayWidth.wrap("", "", why, room).forEach(text -> rows.add(new Row("", "", text)));
      }
    }
    return rows;
  }
}
