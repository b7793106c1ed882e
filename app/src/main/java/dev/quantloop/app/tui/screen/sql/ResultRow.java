package dev.quantloop.app.tui.screen.sql;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.text.TextLine;
import java.util.List;
import java.util.StringJoiner;

/**
 * A row of an answer.
 *
 * @param number from 1
 * @param values null where SQL has null
 */
public record ResultRow(int number, List<Object> values) {
  private static final String GAP = "  ";

  /** Of a value; nobody reads on here, and {@code w} saves all of it. */
  private static final int MOST_CHARACTERS = 100_000;

  Object value(int column) {
    return values.get(column);
  }

  /** A line for each of its values, or several where the value has several. */
  String text(List<String> columns) {
    int widest = columns.stream().mapToInt(DisplayWidth::of).max().orElse(0);
    StringJoiner lines = new StringJoiner("\n");
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i);
      String value = SqlValue.text(value(i));
      String shown = value.substring(0, Math.min(value.length(), MOST_CHARACTERS));
      for (String part : shown.split("\n", -1)) {
        lines.add(DisplayWidth.pad(name, widest) + GAP + TextLine.printed(part).text());
        name = "";
      }
    }
    return lines.toString();
  }
}
