package dev.quantloop.app.format;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of text: columns as wide as their widest cell, figures flush right. Not thread-safe.
 *
 * <p>A heading that starts with {@code >} makes a column of figures: {@code new TextTable("name",
 * ">bytes")}.
 */
public final class TextTable {
  private static final String GAP = "  ";

  private final List<String> headings;
  private final boolean[] figures;
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(String... headings) {
    this.figures = new boolean[headings.length];
    this.headings = new ArrayList<>();
    for (int column = 0; column < headings.length; column++) {
      figures[column] = headings[column].startsWith(">");
      this.headings.add(headings[column].substring(figures[column] ? 1 : 0));
    }
  }

  /** Adds a row; null cells stay empty. */
  public TextTable row(Object... cells) {
    if (cells.length != figures.length) {
      throw new IllegalArgumentException(cells.length + " cells, " + figures.length + " columns");
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell == null ? "" : cell.toString());
    }
    rows.add(row);
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  public void print(PrintWriter out) {
    lines().forEach(out::println);
  }

  public List<String> lines() {
    int[] widths = widths();
    List<String> lines = new ArrayList<>();
    lines.add(line(headings, widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private int[] widths() {
    int[] widths = new int[figures.length];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = DisplayWidth.of(headings.get(column));
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], DisplayWidth.of(row.get(column)));
      }
    }
    return widths;
  }

  private String line(List<String> cells, int[] widths) {
    List<String> padded = new ArrayList<>();
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      padded.add(
          figures[column]
              ? DisplayWidth.padLeft(cell, widths[column])
              : DisplayWidth.pad(cell, widths[column]));
    }
    return padded.stream().collect(Collectors.joining(GAP)).stripTrailing();
  }
}
