package dev.quantloop.app.tui.grid;

import dev.quantloop.app.format.DisplayWidth;
import java.util.Arrays;

/**
 * A frame: rows and columns of cells, each with what is printed there and its style. The second
 * cell of a wide character holds the empty text.
 */
public final class Grid {
  /** What a click on a cell without a target means. */
  public static final int NOTHING = -1;

  private static final String BLANK = " ";

  private final int width;
  private final int height;
  private final String[] texts;
  private final Style[] styles;
  private final int[] targets;

  public Grid(int width, int height) {
    this.width = width;
    this.height = height;
    this.texts = new String[width * height];
    this.styles = new Style[width * height];
    this.targets = new int[width * height];
    Arrays.fill(targets, NOTHING);
    Arrays.fill(texts, BLANK);
    Arrays.fill(styles, Style.PLAIN);
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  public String text(int x, int y) {
    return texts[y * width + x];
  }

  public Style style(int x, int y) {
    return styles[y * width + x];
  }

  /** What a click there means to the screen, such as the number of a row; or {@link #NOTHING}. */
  public int target(int x, int y) {
    return x < width && y < height ? targets[y * width + x] : NOTHING;
  }

  void aim(int x, int y, int target) {
    targets[y * width + x] = target;
  }

  /** Whether the two would look the same on a terminal. */
  public boolean looksLike(Grid other) {
    return width == other.width
        && height == other.height
        && Arrays.equals(texts, other.texts)
        && Arrays.equals(styles, other.styles);
  }

  void restyle(int x, int y, Style style) {
    styles[y * width + x] = style;
  }

  void set(int x, int y, String text, Style style) {
    int cell = y * width + x;
    // Half of a wide character that is written over would shift the rest of its line.
    if (texts[cell].isEmpty() && x > 0) {
      texts[cell - 1] = BLANK;
    }
    if (x + 1 < width
        && !text.isEmpty()
        && texts[cell + 1].isEmpty()
        && DisplayWidth.of(text) < 2) {
      texts[cell + 1] = BLANK;
    }
    texts[cell] = text;
    styles[cell] = style;
  }

  /** The canvas that covers the whole grid. */
  public Canvas canvas() {
    return new Canvas(this, 0, 0, width, height);
  }

  /** The lines of text, without the blanks at their ends. */
  @Override
  public String toString() {
    StringBuilder all = new StringBuilder();
    for (int y = 0; y < height; y++) {
      StringBuilder line = new StringBuilder();
      for (int x = 0; x < width; x++) {
        line.append(text(x, y));
      }
      all.append(line.toString().stripTrailing()).append('\n');
    }
    return all.toString();
  }
}
