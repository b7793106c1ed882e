package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.Box;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.form.FieldNote;
import dev.quantloop.app.tui.form.FormView;
import dev.quantloop.app.tui.form.Row;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Draws the form, and what the experiment would take: beside it, below it, or at its end. */
final class CreateView {
  private static final int WIDE = 110;
  private static final int HIGH = 18;
  private static final String TITLE = "What it takes";

  private CreateView() {}

  static void draw(CreateState state, Canvas canvas, ViewContext context) {
    Function<Row, List<FieldNote>> notes = row -> RowNotes.of(state, row);
    if (canvas.width() >= WIDE) {
      int right = canvas.width() * 2 / 5;
      int left = canvas.width() - right;
      FormView.draw(canvas.part(0, 0, left - 1, canvas.height()), state.form(), notes, context);
      List<FieldNote> lines = FormEstimateText.of(state.estimate(), state);
      Canvas box =
          canvas.part(
              left, 0, right, Math.min(canvas.height(), rows(lines, right - 4, context) + 2));
      draw(Box.draw(box, TITLE, false, context), 1, lines, context);
    } else if (canvas.height() >= HIGH) {
      List<FieldNote> lines = FormEstimateText.of(state.estimate(), state);
      int rows = Math.min(canvas.height() * 2 / 5, rows(lines, canvas.width() - 2, context)) + 1;
      int top = canvas.height() - rows;
      FormView.draw(canvas.rows(0, top), state.form(), notes, context);
      rule(canvas.rows(top, 1), context);
      draw(canvas.rows(top + 1, rows - 1), 1, lines, context);
    } else {
      FormView.draw(canvas, state.form(), row -> withEstimate(state, row), context);
    }
  }

  /** Where there is no room for it elsewhere, it stands under the button, over the hint. */
  private static List<FieldNote> withEstimate(CreateState state, Row row) {
    if (!row.name().equals(CreateForm.CREATE)) {
      return RowNotes.of(state, row);
    }
    List<FieldNote> notes = new ArrayList<>(RowNotes.of(state, row));
    if (state.estimate().problem().isEmpty()) {
      notes.addAll(FormEstimateText.of(state.estimate(), state));
    }
    notes.sort(Comparator.comparing(note -> note.kind() == FieldNote.Kind.HINT));
    return notes;
  }

  private static void rule(Canvas line, ViewContext context) {
    line.text(0, 0, context.either("─", "-").repeat(line.width()), Style.of(Color.GRAY));
    line.text(2, 0, " " + TITLE + " ");
  }

  private static int rows(List<FieldNote> lines, int width, ViewContext context) {
    return lines.stream().mapToInt(note -> wrapped(note, width, context).size()).sum();
  }

  private static List<String> wrapped(FieldNote note, int width, ViewContext context) {
    return DisplayWidth.wrap(note.mark(context), "  ", note.text(), width);
  }

  private static void draw(Canvas canvas, int x, List<FieldNote> notes, ViewContext context) {
    int y = 0;
    for (FieldNote note : notes) {
      for (String line : wrapped(note, canvas.width() - 2 * x, context)) {
        canvas.text(x, y++, line, note.kind() == FieldNote.Kind.FACT ? Style.PLAIN : note.style());
      }
    }
  }
}
