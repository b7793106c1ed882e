package dev.quantloop.app.format;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of text: columns as wide as their widest cell, figures flush right. Not thread-safe.
 *
 * <p>A heading that starts with {@code >} makes a column of figures: {@code new TextTable("name",
 * ">bytes")}. A list among headings or cells stands for its elements.
 */
public final class TextTable {
  private static final String GAP = "  ";

  private final List<String> headings;
  private final boolean[] figures;
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(Object... headings) {
    List<String> names = flat(headings);
    this.figures = new boolean[names.size()];
    this.headings = new ArrayList<>();
    for (int column = 0; column < figures.length; column++) {
      figures[column] = names.get(column).startsWith(">");
      this.headings.add(names.get(column).substring(figures[column] ? 1 : 0));
    }
  }

  /** Adds a row; null cells stay empty. */
  public TextTable row(Object... cells) {
    List<String> row = flat(cells);
    if (row.size() != figures.length) {
      throw new IllegalArgumentException(row.size() + " cells, " + figures.length + " columns");
    }
    rows.add(row);
    return this;
  }

  private static List<String> flat(Object[] cells) {
    List<String> flat = new ArrayList<>();
    for (Object cell : cells) {
      if (cell instanceof List<?> several) {
        several.forEach(one -> flat.add(VisibleText.of(one.toString())));
      } else {
        flat.add(cell == null ? "" : VisibleText.of(cell.toString()));
      }
    }
    return flat;
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
