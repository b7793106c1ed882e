package dev.quantloop.app.tui.text;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.Box;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import java.util.List;
import java.util.Optional;

/**
 * The choice between words that could be completed to: an immutable value.
 *
 * @param typed the field as it was
 * @param from where the word at its cursor begins, in code points
 * @param candidates one at least
 * @param chosen the one that the field has now; -1 for what all of them begin with
 */
public record WordChoice(TextField typed, int from, List<WordCandidate> candidates, int chosen) {
  private static final int MOST_ROWS = 8;
  private static final int BORDERS = 2;
  private static final int NONE = -1;

  /**
   * Something that could stand where the cursor is.
   *
   * @param text what is written
   * @param about what it is, for people; may be empty
   */
  public record WordCandidate(String text, String about) {}

  public WordChoice {
    candidates = List.copyOf(candidates);
  }

  /** Completes as far as it is clear; empty if there is nothing to complete to. */
  public static Optional<WordChoice> of(TextField field, int from, List<WordCandidate> candidates) {
    return candidates.isEmpty()
        ? Optional.empty()
        : Optional.of(new WordChoice(field, from, candidates, candidates.size() == 1 ? 0 : NONE));
  }

  /** Whether people have to choose. */
  public boolean open() {
    return candidates.size() > 1;
  }

  public WordChoice next(int direction) {
    int first = chosen == NONE && direction < 0 ? 0 : chosen;
    return new WordChoice(
        typed, from, candidates, Math.floorMod(first + direction, candidates.size()));
  }

  /** The field with what is chosen. */
  public TextField field() {
    return typed.replaced(
        from, typed.cursor(), chosen == NONE ? common() : candidates.get(chosen).text());
  }

  private String common() {
    String word =
        typed
            .text()
            .substring(
                typed.text().offsetByCodePoints(0, from),
                typed.text().offsetByCodePoints(0, typed.cursor()));
    String common = candidates.get(0).text();
    for (WordCandidate candidate : candidates) {
      int same = 0;
      int most = Math.min(common.length(), candidate.text().length());
      while (same < most && common.charAt(same) == candidate.text().charAt(same)) {
        same++;
      }
      common = common.substring(0, same);
    }
    return common.length() > word.length() ? common : word;
  }

  /** Rows that it would like to have. */
  public int rows() {
    return Math.min(MOST_ROWS, candidates.size()) + BORDERS;
  }

  /** Draws the words that could be completed to. */
  public void draw(Canvas canvas, ViewContext context) {
    Canvas inside = Box.draw(canvas, "tab: the next of " + candidates.size(), true, context);
    int widest = candidates.stream().mapToInt(c -> DisplayWidth.of(c.text())).max().orElse(0);
    int room = inside.height();
    int first = Math.max(0, Math.min(chosen - room / 2, candidates.size() - room));
    for (int y = 0; y < room && first + y < candidates.size(); y++) {
      WordCandidate one = candidates.get(first + y);
      inside.text(0, y, DisplayWidth.cut(one.text(), inside.width()));
      String about = DisplayWidth.cut(one.about(), inside.width() - widest - 2);
      inside.text(widest + 2, y, about, Style.of(Color.GRAY));
      if (first + y == chosen) {
        inside.restyle(y, Style.REVERSED);
      }
    }
  }
}
