package dev.quantloop.app.tui.form;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.form.Entry.Line;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Draws a {@link Form}: labels at the left, entries and notes at the right, around the focus. */
public final class FormView {
  private static final int LABEL_AT = 2;
  private static final int WIDE = 60;
  private static final int WIDE_LABEL = 17;
  private static final int NARROW_LABEL = 15;

  /** Columns at the right edge of a form that has more lines than there is room for. */
  private static final int MARK_WIDTH = 2;

  private FormView() {}

  /**
   * A line with what it belongs to.
   *
   * @param row index, which a click goes to
   */
  private record Placed(int row, Line line) {}

  /**
   * @param notes what is said under a row, besides the hint of the focused one
   */
  public static void draw(
      Canvas canvas, Form form, Function<Row, List<FieldNote>> notes, ViewContext context) {
    Layout whole = layout(canvas.width(), form, notes, context);
    if (whole.lines.size() <= canvas.height()) {
      draw(canvas, whole, 0);
      return;
    }
    Layout beside = layout(canvas.width() - MARK_WIDTH, form, notes, context);
    int first = first(canvas.height(), beside);
    draw(canvas.part(0, 0, canvas.width() - MARK_WIDTH, canvas.height()), beside, first);
    marks(canvas, first > 0, first + canvas.height() < beside.lines.size(), context);
  }

  /**
   * All lines, of which those of the focused row are to be seen.
   *
   * @param cursor the line that must be
   * @param end the line after those of the focused row
   */
  private record Layout(List<Placed> lines, int cursor, int end) {}

  private static Layout layout(
      int width, Form form, Function<Row, List<FieldNote>> notes, ViewContext context) {
    List<Placed> lines = new ArrayList<>();
    int cursor = 0;
    int end = 0;
    for (int i = 0; i < form.rows().size(); i++) {
      Row row = form.rows().get(i);
      boolean focused = i == form.focus();
      if (!form.isShown(row)) {
        continue;
      }
      if (focused) {
        cursor = lines.size() + row.entry().cursorLine();
      }
      for (Line line : lines(width, row, focused, notes.apply(row), context)) {
        lines.add(new Placed(i, line));
      }
      end = focused ? lines.size() : end;
    }
    return new Layout(lines, cursor, end);
  }

  private static void draw(Canvas canvas, Layout layout, int first) {
    for (int y = 0; y < canvas.height() && first + y < layout.lines.size(); y++) {
      Placed placed = layout.lines.get(first + y);
      placed.line().draw(canvas.rows(y, 1));
      canvas.target(y, placed.row());
    }
  }

  /** At the right edge, where there are lines that can't be seen. */
  private static void marks(Canvas canvas, boolean above, boolean below, ViewContext context) {
    Style style = Style.BOLD.with(Color.CYAN);
    if (above) {
      canvas.text(canvas.width() - 1, 0, context.either("▲", "^"), style);
    }
    if (below) {
      canvas.text(canvas.width() - 1, canvas.height() - 1, context.either("▼", "v"), style);
    }
  }

  /** The focused row is seen with its notes, and its cursor in any case. */
  private static int first(int room, Layout layout) {
    int centered = Math.min(layout.cursor - room / 2, layout.lines.size() - room);
    return Math.max(0, Math.min(layout.cursor, Math.max(centered, layout.end - room)));
  }

  private static List<Line> lines(
      int width, Row row, boolean focused, List<FieldNote> notes, ViewContext context) {
    int at = LABEL_AT + (width < WIDE ? NARROW_LABEL : WIDE_LABEL);
    int room = Math.max(1, width - at);
    List<Line> lines = new ArrayList<>();
    List<Line> entry = row.entry().lines(room, focused, context);
    lines.add(
        canvas -> {
          Style style = focused ? Style.BOLD.with(Color.CYAN) : Style.PLAIN;
          canvas.text(0, 0, focused ? context.either("▸", ">") : "", style);
          canvas.text(LABEL_AT, 0, DisplayWidth.cut(row.label(), at - LABEL_AT - 1), style);
          entry.get(0).draw(canvas.part(at, 0, room, 1));
        });
    entry.subList(1, entry.size()).forEach(line -> lines.add(indented(line, at, room)));
    // Under a button there are no labels to be kept apart from.
    int notesAt = row.label().isEmpty() && width < WIDE ? LABEL_AT : at;
    int notesRoom = Math.max(1, width - notesAt);
    for (FieldNote note : notes) {
      lines(note, notesRoom, context)
          .forEach(line -> lines.add(indented(line, notesAt, notesRoom)));
    }
    if (focused && !row.shownHint().isEmpty()) {
      FieldNote hint = FieldNote.hint(row.shownHint());
      lines(hint, room, context).forEach(line -> lines.add(indented(line, at, room)));
    }
    return lines;
  }

  private static Line indented(Line line, int at, int room) {
    return canvas -> line.draw(canvas.part(at, 0, room, 1));
  }

  private static List<Line> lines(FieldNote note, int room, ViewContext context) {
    String mark = note.mark(context);
    String text = context.either(note.text(), note.text().replace("…", "..."));
    return DisplayWidth.fold(mark, " ".repeat(mark.length()), text, room).stream()
        .map(line -> Line.of(line, note.style()))
        .toList();
  }
}
