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

  private static final CellShapes SHAPES = new CellShapes(CELL_WIDTH, CELL_HEIGHT);

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
      String shape = text.isEmpty() ? "" : SHAPES.of(text.codePointAt(0), left, top, fill);
      svg.append(shape);
      if (shape.isEmpty() && !text.isBlank()) {
        letters.append(text);
        places.append(String.format(Locale.ROOT, "%.1f ", left));
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

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
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
