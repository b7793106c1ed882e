package dev.quantloop.app.tui.dialog;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.List;
import java.util.Locale;

/** Every action by name. */
public record Palette(List<Screen.Action> actions, TextField field, int cursor) implements Dialog {
  private static final Size WANTED = new Size(64, 14);

  public static Palette of(List<Screen.Action> actions) {
    return new Palette(actions, TextField.of(""), 0);
  }

  @Override
  public String title() {
    return "Actions";
  }

  @Override
  public Size size() {
    return WANTED;
  }

  /** Actions whose name or label has every typed word. */
  List<Screen.Action> matches() {
    String[] words = field.text().toLowerCase(Locale.ROOT).strip().split("\\s+");
    return actions.stream().filter(action -> hasAll(action, words)).toList();
  }

  private static boolean hasAll(Screen.Action action, String[] words) {
    String text = (action.name() + " " + action.label()).toLowerCase(Locale.ROOT);
    return List.of(words).stream().allMatch(text::contains);
  }

  @Override
  public Answer press(Key key) {
    List<Screen.Action> matches = matches();
    switch (key.kind()) {
      case UP:
        return move(-1, matches.size());
      case DOWN, TAB:
        return move(1, matches.size());
      case ENTER:
        return matches.isEmpty()
            ? Answer.stay(this)
            : Answer.done(new Effect.Act(matches.get(cursor)));
      default:
        return Answer.stay(new Palette(actions, field.press(key).orElse(field), 0));
    }
  }

  private Answer move(int by, int count) {
    int moved = Math.max(0, Math.min(count - 1, cursor + by));
    return Answer.stay(new Palette(actions, field, moved));
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    canvas.text(0, 0, ": ", Style.BOLD);
    field.draw(canvas.part(2, 0, canvas.width() - 2, 1), 0, Style.PLAIN);
    List<Screen.Action> matches = matches();
    if (matches.isEmpty()) {
      canvas.text(0, 1, Picker.NONE, Style.of(Color.YELLOW));
    }
    int room = canvas.height() - 1;
    int first = Math.max(0, Math.min(cursor - room / 2, matches.size() - room));
    for (int i = 0; i < room && first + i < matches.size(); i++) {
      draw(canvas, i + 1, matches.get(first + i));
      if (first + i == cursor) {
        canvas.restyle(i + 1, Style.REVERSED);
      }
    }
  }

  private static void draw(Canvas canvas, int y, Screen.Action action) {
    int after = canvas.text(2, y, action.label());
    String keys = action.keys().isEmpty() ? "" : action.keys().get(0).label();
    if (action.disabled().isPresent()) {
      String why = "  (" + action.disabled().get() + ")";
      canvas.text(after, y, DisplayWidth.cut(why, canvas.width() - after), Style.of(Color.GRAY));
    } else {
      canvas.textBefore(canvas.width(), y, keys, Style.of(Color.CYAN));
    }
  }
}
