package dev.quantloop.app.tui.dialog;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.List;
import java.util.Locale;

/** Chooses one of several things, of which those are shown that have every typed word. */
public record Picker(String title, List<Item> items, TextField field, int cursor)
    implements Dialog {
  private static final int WIDTH = 100;
  private static final int MOST_ROWS = 20;

  /**
   * A thing to choose.
   *
   * @param detail shown beside it
   * @param words that are searched besides these two
   */
  public record Item(String label, String detail, String words, Effect effect) {
    public Item(String label, String detail, Effect effect) {
      this(label, detail, "", effect);
    }

    private String searched() {
      return (label + " " + detail + " " + words).toLowerCase(Locale.ROOT);
    }
  }

  public static Picker of(String title, List<Item> items) {
    return new Picker(title, List.copyOf(items), TextField.of(""), 0);
  }

  /** Every action by its name or what it does, with its key or why it is not possible. */
  public static Picker of(List<Screen.Action> actions) {
    return of("Actions", actions.stream().map(Picker::item).toList());
  }

  private static Item item(Screen.Action action) {
    String detail =
        action.disabled().map(why -> "(" + why + ")").orElse(action.keys().get(0).label());
    return new Item(action.label(), detail, action.name(), new Effect.Act(action));
  }

  @Override
  public Size size(int columns) {
    return new Size(WIDTH, Math.min(MOST_ROWS, items.size()) + 1);
  }

  private List<Item> matches() {
    List<String> words = List.of(field.text().toLowerCase(Locale.ROOT).strip().split("\\s+"));
    return items.stream()
        .filter(item -> words.stream().allMatch(item.searched()::contains))
        .toList();
  }

  @Override
  public Answer press(Key key) {
    List<Item> matches = matches();
    return switch (key.kind()) {
      case UP, BACK_TAB -> at(Math.max(0, cursor - 1));
      case DOWN, TAB -> at(Math.max(0, Math.min(matches.size() - 1, cursor + 1)));
      case ENTER ->
          matches.isEmpty() ? Answer.stay(this) : Answer.done(matches.get(cursor).effect());
      default -> Answer.stay(new Picker(title, items, field.press(key).orElse(field), 0));
    };
  }

  private Answer at(int row) {
    return Answer.stay(new Picker(title, items, field, row));
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    field.drawSearch(canvas.rows(0, 1));
    List<Item> matches = matches();
    if (matches.isEmpty()) {
      canvas.text(0, 1, "Nothing has these words.", Style.of(Color.YELLOW));
    }
    int widest = items.stream().mapToInt(item -> DisplayWidth.of(item.label())).max().orElse(0);
    int room = canvas.height() - 1;
    int first = Math.max(0, Math.min(cursor - room / 2, matches.size() - room));
    for (int i = 0; i < room && first + i < matches.size(); i++) {
      Item item = matches.get(first + i);
      canvas.text(0, i + 1, DisplayWidth.cut(item.label(), canvas.width()));
      String detail = DisplayWidth.cut(item.detail(), canvas.width() - widest - 2);
      canvas.text(widest + 2, i + 1, detail, Style.of(Color.GRAY));
      if (first + i == cursor) {
        canvas.restyle(i + 1, Style.REVERSED);
      }
    }
  }
}
