package dev.quantloop.app.tui.dialog;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.List;
import java.util.Optional;

/**
 * A text to be read and searched, with the keys of less.
 *
 * @param copied what y copies
 * @param scroll in the text as it is broken at the usual width
 * @param search what has been searched for
 */
public record Pager(String title, StyledText text, String copied, Scroll scroll, Search search)
    implements Dialog {
  private static final int WIDTH = 76;
  private static final int ABOVE_MATCH = 3;
  private static final String KEYS = "/ search  n N next  y copy  q close";

  /**
   * A search.
   *
   * @param field where it is typed
   * @param origin the character it goes on from
   * @param matches where the text that was typed begins
   * @param present which of them the pager went to last
   */
  record Search(FilterField field, int origin, List<Integer> matches, int present) {
    static final Search NONE = new Search(FilterField.CLOSED, 0, List.of(), 0);

    static Search from(int character) {
      return new Search(FilterField.CLOSED.opened(), character, List.of(), 0);
    }

    /** With what has been typed into its field, at the first match from its origin on. */
    Search typed(FilterField now, StyledText text) {
      if (now.text().equals(field.text())) {
        return new Search(now, origin, matches, present);
      }
      List<Integer> found = text.find(now.text());
      int before = (int) found.stream().filter(match -> match < origin).count();
      return new Search(now, origin, found, found.isEmpty() ? 0 : before % found.size());
    }

    /** Past the last match comes the first. */
    Search next(int direction) {
      return new Search(field, origin, matches, Math.floorMod(present + direction, matches.size()));
    }

    boolean missing() {
      return matches.isEmpty() && !field.text().isEmpty();
    }

    /** Which match a character belongs to, or -1. */
    int matchAt(int character) {
      int length = field.text().codePointCount(0, field.text().length());
      for (int i = 0; i < matches.size(); i++) {
        if (character >= matches.get(i) && character < matches.get(i) + length) {
          return i;
        }
      }
      return -1;
    }
  }

  /**
   * How far a dialog is scrolled, with the keys of less: an immutable value.
   *
   * @param top the first row that is shown
   * @param rows that there are
   * @param page how many of them can be seen at once
   */
  record Scroll(int top, int rows, int page) {
    /** As long as nothing is known of the window. */
    private static final int USUAL_PAGE = 10;

    static Scroll of(int rows) {
      return new Scroll(0, rows, USUAL_PAGE);
    }

    /** At the same place, where so many rows can be seen. */
    Scroll seeing(int many) {
      return new Scroll(top, rows, Math.max(1, many));
    }

    Scroll at(int row) {
      return new Scroll(Math.max(0, Math.min(rows - 1, row)), rows, page);
    }

    /** The top where the last row can be seen, and as many before it as there is room for. */
    int end() {
      return Math.max(0, rows - page);
    }

    /** After a key that scrolls; empty for all others. */
    Optional<Scroll> press(Key key) {
      return switch (key.label()) {
        case "j", "down" -> Optional.of(at(top + 1));
        case "k", "up" -> Optional.of(at(top - 1));
        case "ctrl-d", "page-down", "space" -> Optional.of(at(top + page));
        case "ctrl-u", "page-up", "b" -> Optional.of(at(top - page));
        case "g", "home" -> Optional.of(at(0));
        case "G", "end" -> Optional.of(at(end()));
        default -> Optional.empty();
      };
    }
  }

  /**
   * @param copied what y copies
   */
  public static Pager of(String title, StyledText text, String copied) {
    return new Pager(title, text, copied, Scroll.of(text.rows(WIDTH).size()), Search.NONE);
  }

  @Override
  public Size size(int columns) {
    return new Size(WIDTH, scroll.rows() + 1);
  }

  @Override
  public Dialog in(Size room) {
    return with(scroll.seeing(room.height() - 1), search);
  }

  private List<StyledText.Row> rows() {
    return text.rows(WIDTH);
  }

  @Override
  public Answer press(Key key) {
    Optional<Pager> next =
        search
            .field()
            .press(key)
            .map(field -> searched(search.typed(field, text)))
            .or(() -> scroll.press(key).map(place -> with(place, search)));
    if (next.isPresent()) {
      return Answer.stay(next.get());
    }
    return switch (key.label()) {
      case "q", "enter" -> Answer.done();
      case "y" -> new Answer(this, List.of(new Effect.Copy(copied, "the text")));
      case "/" -> Answer.stay(with(scroll, Search.from(rows().get(scroll.top()).from())));
      case "n" -> Answer.stay(next(1));
      case "N" -> Answer.stay(next(-1));
      default -> Answer.stay(this);
    };
  }

  private Pager with(Scroll place, Search other) {
    return new Pager(title, text, copied, place, other);
  }

  private Pager next(int direction) {
    return search.matches().isEmpty() ? this : searched(search.next(direction));
  }

  /** At the present match, or where the search began if there is none. */
  private Pager searched(Search now) {
    int row =
        now.matches().isEmpty()
            ? rowOf(now.origin())
            : rowOf(now.matches().get(now.present())) - ABOVE_MATCH;
    return with(scroll.at(row), now);
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
  public void draw(Canvas canvas, ViewContext context) {
    int from = rows().get(scroll.top()).from();
    List<StyledText.Row> shown =
        text.rows(canvas.width()).stream()
            .filter(row -> row.from() >= from || row.to() > from)
            .toList();
    int room = canvas.height() - 1;
    for (int y = 0; y < room && y < shown.size(); y++) {
      StyledText.Row row = shown.get(y);
      draw(canvas, y, new StyledText.Row(Math.max(from, row.from()), row.to()), context);
    }
    status(canvas.rows(room, 1));
  }

  private void draw(Canvas canvas, int y, StyledText.Row row, ViewContext context) {
    int x = 0;
    for (int i = row.from(); i < row.to(); i++) {
      int character = text.character(i);
      boolean drawable = context.unicode() || character < 0x7F;
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
    if (search.field().open()) {
      search.field().draw(line, search.missing());
    } else {
      String place = scroll.top() + 1 + "/" + scroll.rows();
      int room = line.width() - place.length() - 1;
      line.text(0, 0, DisplayWidth.cut(said(), room), Style.of(Color.CYAN));
      line.textBefore(line.width(), 0, place, Style.of(Color.GRAY));
    }
  }

  private String said() {
    if (search.field().text().isEmpty()) {
      return KEYS;
    } else if (search.missing()) {
      return "nowhere \"%s\"".formatted(search.field().text());
    }
    return "%d of %d with \"%s\"  n N next"
        .formatted(search.present() + 1, search.matches().size(), search.field().text());
  }
}
