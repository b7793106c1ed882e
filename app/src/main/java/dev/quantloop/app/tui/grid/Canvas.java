package dev.quantloop.app.tui.grid;

import dev.quantloop.app.format.DisplayWidth;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;

/** A rectangle of a {@link Grid} to draw on. What falls outside is not drawn. */
public final class Canvas {
  private static final int LAST_ASCII = 0x7E;
  private static final int FIRST_BRAILLE = 0x2800;
  private static final int LAST_BRAILLE = 0x28FF;

  /** Each sign of the program's own texts, followed by what stands for it in ASCII. */
  private static final String SIGNS =
      "…~–-—-−-×x·.±~Δdμuµuτt≤<≥>≈~∞*‹<›>→>←<↑^↓v✓v✗x●*◆*▸>▾v▲^▼v"
          + "ΣS∑S√V²2³3⁴4⁵5¹1⁰0⁻-₂2σs▁_"
          + "█#▓#▒:░.─-│|┌+┐+└+┘+├+┤+┬+┴+┼+‘'’'“\"”\"\u00A0 \uFFFD?";

  private final Grid grid;
  private final int left;
  private final int top;
  private final int width;
  private final int height;

  Canvas(Grid grid, int left, int top, int width, int height) {
    this.grid = grid;
    this.left = left;
    this.top = top;
    this.width = Math.max(0, width);
    this.height = Math.max(0, height);
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** A part of this canvas, cut at its edges. */
  public Canvas part(int x, int y, int columns, int rows) {
    int fromX = Math.min(Math.max(x, 0), width);
    int fromY = Math.min(Math.max(y, 0), height);
    return new Canvas(
        grid,
        left + fromX,
        top + fromY,
        Math.min(columns, width - fromX),
        Math.min(rows, height - fromY));
  }

  public Canvas rows(int from, int count) {
    return part(0, from, width, count);
  }

  public int text(int x, int y, String text) {
    return text(x, y, text, Style.PLAIN);
  }

  /** Writes one line; control characters become blanks. Returns the column after it. */
  public int text(int x, int y, String text, Style style) {
    int column = x;
    for (int codePoint : Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().toArray()) {
      column += put(column, y, codePoint, style);
    }
    return column;
  }

  /** Writes lines below each other, each cut where there is no more room. */
  public void lines(int x, int y, List<String> lines, Style style) {
    for (int i = 0; i < lines.size(); i++) {
      text(x, y + i, DisplayWidth.cut(lines.get(i), width - x), style);
    }
  }

  /** Says why there is nothing to show, or else what is being read. */
  public void awaiting(Optional<String> problem, String what) {
    Style style = problem.isPresent() ? Style.of(Color.RED) : Style.PLAIN;
    lines(0, 1, DisplayWidth.fold("", "", problem.orElse("reading " + what), width), style);
  }

  /** Writes a line that ends before the column {@code end}. */
  public void textBefore(int end, int y, String text, Style style) {
    text(end - DisplayWidth.of(text), y, text, style);
  }

  public void fill(Style style) {
    for (int y = 0; y < height; y++) {
      fillRow(y, style);
    }
  }

  public void fillRow(int y, Style style) {
    text(0, y, " ".repeat(width), style);
  }

  /** Gives the cells of a row another style and leaves their text. */
  public void restyle(int y, Style style) {
    if (y < 0 || y >= height) {
      return;
    }
    for (int x = 0; x < width; x++) {
      grid.restyle(left + x, top + y, style);
    }
  }

  /** Writes the signs of the program's own texts in ASCII. */
  public void spellInAscii() {
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        String cell = grid.text(x, y);
        if (!ascii(cell).equals(cell)) {
          grid.set(x, y, ascii(cell), grid.style(x, y));
        }
      }
    }
  }

  /** The text of a cell; what is none of the signs, as in names that users have given, stays. */
  private static String ascii(String cell) {
    if (cell.length() != 1 || cell.charAt(0) <= LAST_ASCII) {
      return cell;
    }
    char sign = cell.charAt(0);
    if (sign >= FIRST_BRAILLE && sign <= LAST_BRAILLE) {
      return ".";
    }
    int at = SIGNS.indexOf(sign);
    return at < 0 ? cell : SIGNS.substring(at + 1, at + 2);
  }

  /** Says what a click on a row means. */
  public void target(int y, int target) {
    for (int x = 0; y >= 0 && y < height && x < width; x++) {
      grid.aim(left + x, top + y, target);
    }
  }

  private int put(int x, int y, int codePoint, Style style) {
    int wide = DisplayWidth.of(codePoint);
    if (wide == 0) {
      return 0;
    }
    if (y >= 0 && y < height && x >= 0 && x + wide <= width) {
      String text = Character.isISOControl(codePoint) ? " " : Character.toString(codePoint);
      grid.set(left + x, top + y, text, style);
      if (wide == 2) {
        grid.set(left + x + 1, top + y, "", style);
      }
    }
    return wide;
  }
}
