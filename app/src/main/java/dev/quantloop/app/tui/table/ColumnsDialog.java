package dev.quantloop.app.tui.table;

import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses and orders columns; the table behind it follows at once.
 *
 * @param names of all columns in their order
 */
public record ColumnsDialog(List<String> names, Set<String> hidden, int cursor) implements Dialog {
  private static final String KEYS = "space shows or hides  J K move  enter done";

  /** Columns have been chosen. */
  public record Chosen(ColumnChoice choice) implements Message {}

  public static ColumnsDialog of(Table<?> table) {
    List<String> names = table.available().stream().map(Column::name).toList();
    return new ColumnsDialog(names, table.choice().hidden(), 0);
  }

  @Override
  public String title() {
    return "Columns";
  }

  @Override
  public Size size(int columns) {
    return new Size(KEYS.length(), names.size() + 2);
  }

  @Override
  public Answer press(Key key) {
    return switch (key.label()) {
      case "enter", "q" -> Answer.done();
      case "j", "down" -> Answer.stay(at(cursor + 1));
      case "k", "up" -> Answer.stay(at(cursor - 1));
      case "J" -> changed(swapped(1));
      case "K" -> changed(swapped(-1));
      case "space" -> changed(toggled());
      default -> Answer.stay(this);
    };
  }

  private static Answer changed(ColumnsDialog next) {
    return new Answer(
        next, List.of(new Effect.Tell(new Chosen(new ColumnChoice(next.names, next.hidden)))));
  }

  private ColumnsDialog at(int row) {
    return new ColumnsDialog(names, hidden, Math.max(0, Math.min(names.size() - 1, row)));
  }

  private ColumnsDialog swapped(int by) {
    int other = cursor + by;
    if (other < 0 || other >= names.size()) {
      return this;
    }
    List<String> order = new ArrayList<>(names);
    Collections.swap(order, cursor, other);
    return new ColumnsDialog(order, hidden, other);
  }

  private ColumnsDialog toggled() {
    Set<String> changed = new HashSet<>(hidden);
    if (!changed.remove(names.get(cursor))) {
      changed.add(names.get(cursor));
    }
    // A table without any column would be no table.
    return changed.containsAll(names) ? this : new ColumnsDialog(names, changed, cursor);
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    int room = canvas.height() - 2;
    int first = Math.max(0, Math.min(cursor - room / 2, names.size() - room));
    for (int i = 0; i < room && first + i < names.size(); i++) {
      String name = names.get(first + i);
      canvas.text(0, i, (hidden.contains(name) ? "[ ] " : "[x] ") + name);
      if (first + i == cursor) {
        canvas.restyle(i, Style.REVERSED);
      }
    }
    canvas.text(0, canvas.height() - 1, KEYS, Style.BOLD);
  }
}
