package dev.quantloop.app.tui.picture;

import java.util.Locale;

/**
 * Characters that are pictures rather than letters, as shapes: fonts leave gaps between the lines
 * of boxes, and many have no braille.
 */
final class CellShapes {
  private static final int BRAILLE = 0x2800;
  // Row and column of the dot of each bit, as Unicode numbers them.
  private static final int[][] DOTS = {
    {0, 0}, {1, 0}, {2, 0}, {0, 1}, {1, 1}, {2, 1}, {3, 0}, {3, 1}
  };
  private static final int LOWER_EIGHTH = 0x2581;
  private static final int FULL_BLOCK = 0x2588;
  private static final String SHADES = "░▒▓";

  private final double width;
  private final double height;

  CellShapes(double width, double height) {
    this.width = width;
    this.height = height;
  }

  /**
   * The SVG elements of a character in the cell at (x, y), empty for one that is a letter.
   *
   * @param fill its colour
   */
  String of(int character, double x, double y, String fill) {
    if (character > BRAILLE && character <= BRAILLE + 0xFF) {
      return braille(character - BRAILLE, x, y, fill);
    } else if (character >= LOWER_EIGHTH && character <= FULL_BLOCK) {
      double part = (character - LOWER_EIGHTH + 1) / 8.0;
      return rectangle(x, y + height * (1 - part), height * part, fill, 1);
    } else if (SHADES.indexOf(character) >= 0) {
      return rectangle(x, y, height, fill, (SHADES.indexOf(character) + 1) / 4.0);
    }
    String path = lines(character);
    return path.isEmpty()
        ? ""
        : format("<path d=\"M%.1f %.1f%s\" stroke=\"%s\" fill=\"none\"/>%n", x, y, path, fill);
  }

  private String braille(int bits, double x, double y, String fill) {
    StringBuilder dots = new StringBuilder();
    for (int bit = 0; bit < DOTS.length; bit++) {
      if ((bits >> bit & 1) == 1) {
        double left = x + width * (0.25 + 0.5 * DOTS[bit][1]);
        double top = y + height * (0.125 + 0.25 * DOTS[bit][0]);
        dots.append(
            format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"1.3\" fill=\"%s\"/>%n", left, top, fill));
      }
    }
    return dots.toString();
  }

  private String rectangle(double x, double y, double high, String fill, double opacity) {
    String shape = "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"%s/>%n";
    String seen = opacity < 1 ? format(" fill-opacity=\"%.2f\"", opacity) : "";
    return format(shape, x, y, width, high, fill, seen);
  }

  /** From the cell's upper left corner. */
  private String lines(int character) {
    double w = width / 2;
    double h = height / 2;
    return switch (character) {
      case '─' -> format("m0 %.1fh%.1f", h, width);
      case '│' -> format("m%.1f 0v%.1f", w, height);
      case '┌' -> format("m%.1f %.1fv%.1fh%.1f", w, height, -h, w);
      case '┐' -> format("m0 %.1fh%.1fv%.1f", h, w, h);
      case '└' -> format("m%.1f 0v%.1fh%.1f", w, h, w);
      case '┘' -> format("m0 %.1fh%.1fv%.1f", h, w, -h);
      default -> "";
    };
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
