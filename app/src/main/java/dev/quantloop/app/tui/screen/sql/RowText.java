package dev.quantloop.app.tui.screen.sql;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.text.TextLine;
import java.util.ArrayList;
import java.util.List;

/** A row with a line for each of its values, or several where the value has several. */
final class RowText {
  private static final String GAP = "  ";

  private RowText() {}

  static List<TextLine> of(List<String> columns, ResultRow row) {
    int widest = columns.stream().mapToInt(DisplayWidth::of).max().orElse(0);
    List<TextLine> lines = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i);
      for (String part : SqlValue.text(row.value(i)).split("\n", -1)) {
        lines.add(
            TextLine.of(DisplayWidth.pad(name, widest) + GAP + TextLine.printed(part).text()));
        name = "";
      }
    }
    return lines;
  }
}
