package dev.quantloop.app.tui.screen.sql;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.text.TextLine;
import java.util.List;
import java.util.StringJoiner;

/** A row with a line for each of its values, or several where the value has several. */
final class RowText {
  private static final String GAP = "  ";

  /** Of a value; nobody reads on here, and {@code w} saves all of it. */
  private static final int MOST_CHARACTERS = 100_000;

  private RowText() {}

  static String of(List<String> columns, ResultRow row) {
    int widest = columns.stream().mapToInt(DisplayWidth::of).max().orElse(0);
    StringJoiner lines = new StringJoiner("\n");
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i);
      String value = SqlValue.text(row.value(i));
      String shown = value.substring(0, Math.min(value.length(), MOST_CHARACTERS));
      for (String part : shown.split("\n", -1)) {
        lines.add(DisplayWidth.pad(name, widest) + GAP + TextLine.printed(part).text());
        name = "";
      }
    }
    return lines.toString();
  }
}
