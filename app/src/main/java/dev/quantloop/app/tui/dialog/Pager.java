package dev.quantloop.app.tui.dialog;

import dev.quantloop.app.console.DisplayWidth;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.List;

/**
 * A text to be read and searched, with the keys of less.
 *
 * @param copied what y copies
 * @param top the first row that is shown, of the text as it is broken at the usual width: a dialog
 *     learns only when it is drawn how much room it has
 * @param search what has been searched for
 */
public record Pager(String title, StyledText text, String copied, int top, Search search)
    implements Dialog {
  private static final int WIDTH = 76;
  private static final int PAGE = 10;
  private static final int ABOVE_MATCH = 3;
  private static final String KEYS = "/ search  n N next  y copy  q close";

  /**
   * A search.
   *
   * @param field where it is typed
   * @param typing whether keys go there
   * @param matches where the text that was typed begins
   * @param present which of them the pager went to last
   */
  record Search(TextField field, boolean typing, List<Integer> matches, int present) {
    static final Search NONE = new Search(TextField.of(""), false, List.of(), 0);

    int length() {
      return field.text().codePointCount(0, field.text().length());
    }

    boolean done() {
      return !typing && !field.text().isEmpty();
    }

    /** Which match a character belongs to, or -1. */
    int matchAt(int character) {
      for (int i = 0; i < matches.size(); i++) {
        if (character >= matches.get(i) && character < matches.get(i) + length()) {
          return i;
        }
      }
      return -1;
    }
  }

  /**
   * @param copied what y copies
   */
  public static Pager of(String title, StyledText text, String copied) {
    return new Pager(title, text, copied, 0, Search.NONE);
  }

  @Override
  public Size size() {
    return new Size(WIDTH, rows().size() + 1);
  }

  private List<StyledText.Row> rows() {
    return text.rows(WIDTH);
  }

  @Override
  public Answer press(Key key) {
    if (search.typing()) {
      return Answer.stay(typed(key));
    }
    return switch (key.label()) {
      case "q", "enter" -> Answer.done();
      case "y" -> new Answer(this, List.of(new Effect.Copy(copied, "the text")));
      case "j", "down" -> at(top + 1);
      case "k", "up" -> at(top - 1);
      case "ctrl-d", "page-down", "space" -> at(top + PAGE);
      case "ctrl-u", "page-up" -> at(top - PAGE);
      case "g", "home" -> at(0);
      case "G", "end" -> at(rows().size() - PAGE);
      case "/" -> Answer.stay(with(new Search(TextField.of(""), true, List.of(), 0)));
      case "n" -> Answer.stay(toMatch(search.present() + 1));
      case "N" -> Answer.stay(toMatch(search.present() - 1));
      default -> Answer.stay(this);
    };
  }

  private Answer at(int row) {
    int within = Math.max(0, Math.min(rows().size() - 1, row));
    return Answer.stay(new Pager(title, text, copied, within, search));
  }

  private Pager with(Search other) {
    return new Pager(title, text, copied, top, other);
  }

  private Pager typed(Key key) {
    if (key.kind() != Key.Kind.ENTER) {
      TextField field = search.field().press(key).orElse(search.field());
      return with(new Search(field, true, List.of(), 0));
    }
    List<Integer> matches = text.find(search.field().text());
    int from = rows().get(top).from();
    int first = 0;
    while (first < matches.size() && matches.get(first) < from) {
      first++;
    }
    return with(new Search(search.field(), false, matches, 0)).toMatch(first);
  }

  /** Past the last match comes the first. */
  private Pager toMatch(int wanted) {
    if (search.matches().isEmpty()) {
      return this;
    }
    int match = Math.floorMod(wanted, search.matches().size());
    int row = Math.max(0, rowOf(search.matches().get(match)) - ABOVE_MATCH);
    return new Pager(
        title, text, copied, row, new Search(search.field(), false, search.matches(), match));
  }

  private int rowOf(int character) {
    List<StyledText.Row> rows = rows();
    int row = 0;
    while (row + 1 < rows.size() && rows.get(row + 1).from() <= character) {
      row++;
    }
    return row;
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    int from = rows().get(top).from();
    List<StyledText.Row> shown =
        text.rows(canvas.width()).stream()
            .filter(row -> row.from() >= from || row.to() > from)
            .toList();
    int room = canvas.height() - 1;
    for (int y = 0; y < room && y < shown.size(); y++) {
      StyledText.Row row = shown.get(y);
      draw(canvas, y, new StyledText.Row(Math.max(from, row.from()), row.to()), look);
    }
    status(canvas.rows(room, 1));
  }

  private void draw(Canvas canvas, int y, StyledText.Row row, Look look) {
    int x = 0;
    for (int i = row.from(); i < row.to(); i++) {
      int character = text.character(i);
      boolean drawable = look.unicode() || character < 0x7F;
      x = canvas.text(x, y, drawable ? Character.toString(character) : "?", style(i));
    }
  }

  private Style style(int character) {
    int match = search.matchAt(character);
    if (match < 0) {
      return text.style(character);
    }
    return match == search.present() ? Style.BOLD.withReversed() : Style.REVERSED;
  }

  private void status(Canvas line) {
    if (search.typing()) {
      line.text(0, 0, "/", Style.BOLD);
      search.field().draw(line.part(1, 0, line.width() - 1, 1), 0, Style.PLAIN);
      return;
    }
    String place = top + 1 + "/" + rows().size();
    int room = line.width() - place.length() - 1;
    line.text(0, 0, DisplayWidth.cut(said(), room), Style.of(Color.CYAN));
    line.textBefore(line.width(), 0, place, Style.of(Color.GRAY));
  }

  private String said() {
    if (!search.done()) {
      return KEYS;
    } else if (search.matches().isEmpty()) {
      return "nowhere \"%s\"".formatted(search.field().text());
    }
    return "%d of %d with \"%s\"  n N next"
        .formatted(search.present() + 1, search.matches().size(), search.field().text());
  }
}
