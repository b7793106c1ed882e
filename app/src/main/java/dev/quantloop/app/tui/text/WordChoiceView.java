package dev.quantloop.app.tui.text;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.Box;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import java.util.List;

/** Draws the words that could be completed to. */
public final class WordChoiceView {
  private static final int MOST_ROWS = 8;
  private static final int BORDERS = 2;

  private WordChoiceView() {}

  /** Rows that it would like to have. */
  public static int rows(WordChoice completion) {
    return Math.min(MOST_ROWS, completion.candidates().size()) + BORDERS;
  }

  public static void draw(Canvas canvas, WordChoice completion, Look look) {
    List<WordCandidate> all = completion.candidates();
    Canvas inside = Box.draw(canvas, "tab: the next of " + all.size(), true, look);
    int widest = all.stream().mapToInt(c -> DisplayWidth.of(c.text())).max().orElse(0);
    int room = inside.height();
    int first = Math.max(0, Math.min(completion.chosen() - room / 2, all.size() - room));
    for (int y = 0; y < room && first + y < all.size(); y++) {
      WordCandidate one = all.get(first + y);
      inside.text(0, y, DisplayWidth.cut(one.text(), inside.width()));
      String about = DisplayWidth.cut(one.about(), inside.width() - widest - 2);
      inside.text(widest + 2, y, about, Style.of(Color.GRAY));
      if (first + y == completion.chosen()) {
        inside.restyle(y, Style.REVERSED);
      }
    }
  }
}
