package dev.quantloop.app.tui.picture;

import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.grid.Style;
import java.util.Locale;

/** A frame as an SVG picture, for documents: dark, with the colours of a usual terminal. */
public final class SvgPicture {
  private static final double CELL_WIDTH = 8.4;
  private static final double CELL_HEIGHT = 18;
  private static final double BASELINE = 13.5;
  private static final double MARGIN = 10;
  private static final String BACKGROUND = "#1b1d23";
  private static final String FOREGROUND = "#d6d8dd";

  private static final int BRAILLE = 0x2800;
  // Row and column of the dot of each bit, as Unicode numbers them.
  private static final int[][] DOTS = {
    {0, 0}, {1, 0}, {2, 0}, {0, 1}, {1, 1}, {2, 1}, {3, 0}, {3, 1}
  };
  private static final int LOWER_EIGHTH = 0x2581;
  private static final int FULL_BLOCK = 0x2588;
  private static final String SHADES = "░▒▓";

  private final Grid grid;
  private final StringBuilder svg = new StringBuilder();

  private SvgPicture(Grid grid) {
    this.grid = grid;
  }

  public static String of(Grid grid) {
    return new SvgPicture(grid).draw();
  }

  private String draw() {
    double width = grid.width() * CELL_WIDTH + 2 * MARGIN;
    double height = grid.height() * CELL_HEIGHT + 2 * MARGIN;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\""
            + " font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"14\">%n",
        width, height);
    add("<rect width=\"100%%\" height=\"100%%\" rx=\"6\" fill=\"%s\"/>%n", BACKGROUND);
    for (int y = 0; y < grid.height(); y++) {
      row(y);
    }
    return svg.append("</svg>\n").toString();
  }

  /** Cells of the same style side by side are drawn together. */
  private void row(int y) {
    int from = 0;
    while (from < grid.width()) {
      int to = from + 1;
      while (to < grid.width() && grid.style(to, y).equals(grid.style(from, y))) {
        to++;
      }
      run(y, from, to);
      from = to;
    }
  }

  private void run(int y, int from, int to) {
    Style style = grid.style(from, y);
    double left = MARGIN + from * CELL_WIDTH;
    double top = MARGIN + y * CELL_HEIGHT;
    double width = (to - from) * CELL_WIDTH;
    if (style.reversed()) {
      add(
          "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
          left, top, width, CELL_HEIGHT, hex(style.foreground()));
    }
    String fill = style.reversed() ? BACKGROUND : hex(style.foreground());
    if (style.underlined()) {
      add(
          "<path d=\"M%.1f %.1fh%.1f\" stroke=\"%s\"/>%n",
          left, top + CELL_HEIGHT - 2, width, fill);
    }
    characters(y, from, to, fill, style.bold());
  }

  /** Shapes one by one, then the letters, each at its own place. */
  private void characters(int y, int from, int to, String fill, boolean bold) {
    StringBuilder letters = new StringBuilder();
    StringBuilder places = new StringBuilder();
    double top = MARGIN + y * CELL_HEIGHT;
    for (int x = from; x < to; x++) {
      String text = grid.text(x, y);
      double left = MARGIN + x * CELL_WIDTH;
      String shape = text.isEmpty() ? "" : shape(text.codePointAt(0), left, top, fill);
      svg.append(shape);
      if (shape.isEmpty() && !text.isBlank()) {
        letters.append(text);
        places.append(format("%.1f ", left));
      }
    }
    if (letters.length() > 0) {
      add(
          "<text x=\"%s\" y=\"%.1f\" fill=\"%s\"%s>%s</text>%n",
          places.toString().strip(),
          top + BASELINE,
          fill,
          bold ? " font-weight=\"bold\"" : "",
          escaped(letters.toString()));
    }
  }

  /**
   * The SVG elements of a character in the cell at (x, y), empty for one that is a letter: fonts
   * leave gaps between the lines of boxes, and many have no braille.
   *
   * @param fill its colour
   */
  private static String shape(int character, double x, double y, String fill) {
    if (character > BRAILLE && character <= BRAILLE + 0xFF) {
      return braille(character - BRAILLE, x, y, fill);
    } else if (character >= LOWER_EIGHTH && character <= FULL_BLOCK) {
      double part = (character - LOWER_EIGHTH + 1) / 8.0;
      return rectangle(x, y + CELL_HEIGHT * (1 - part), CELL_HEIGHT * part, fill, 1);
    } else if (SHADES.indexOf(character) >= 0) {
      return rectangle(x, y, CELL_HEIGHT, fill, (SHADES.indexOf(character) + 1) / 4.0);
    }
    String path = lines(character);
    return path.isEmpty()
        ? ""
        : format("<path d=\"M%.1f %.1f%s\" stroke=\"%s\" fill=\"none\"/>%n", x, y, path, fill);
  }

  private static String braille(int bits, double x, double y, String fill) {
    StringBuilder dots = new StringBuilder();
    for (int bit = 0; bit < DOTS.length; bit++) {
      if ((bits >> bit & 1) == 1) {
        double left = x + CELL_WIDTH * (0.25 + 0.5 * DOTS[bit][1]);
        double top = y + CELL_HEIGHT * (0.125 + 0.25 * DOTS[bit][0]);
        dots.append(
            format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"1.3\" fill=\"%s\"/>%n", left, top, fill));
      }
    }
    return dots.toString();
  }

  private static String rectangle(double x, double y, double high, String fill, double opacity) {
    String shape = "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"%s/>%n";
    String seen = opacity < 1 ? format(" fill-opacity=\"%.2f\"", opacity) : "";
    return format(shape, x, y, CELL_WIDTH, high, fill, seen);
  }

  /** From the cell's upper left corner. */
  private static String lines(int character) {
    double w = CELL_WIDTH / 2;
    double h = CELL_HEIGHT / 2;
    return switch (character) {
      case '─' -> format("m0 %.1fh%.1f", h, CELL_WIDTH);
      case '│' -> format("m%.1f 0v%.1f", w, CELL_HEIGHT);
      case '┌' -> format("m%.1f %.1fv%.1fh%.1f", w, CELL_HEIGHT, -h, w);
      case '┐' -> format("m0 %.1fh%.1fv%.1f", h, w, h);
      case '└' -> format("m%.1f 0v%.1fh%.1f", w, h, w);
      case '┘' -> format("m0 %.1fh%.1fv%.1f", h, w, -h);
      default -> "";
    };
  }

  private void add(String format, Object... values) {
    svg.append(format(format, values));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String hex(Color color) {
    return switch (color) {
      case DEFAULT, WHITE -> FOREGROUND;
      case RED -> "#e06c75";
      case GREEN -> "#98c379";
      case YELLOW -> "#e5c07b";
      case BLUE -> "#61afef";
      case MAGENTA -> "#c678dd";
      case CYAN -> "#56b6c2";
      case GRAY -> "#7f8490";
      case BRIGHT_YELLOW -> "#ffd98f";
      case BRIGHT_BLUE -> "#82c4ff";
    };
  }
}
