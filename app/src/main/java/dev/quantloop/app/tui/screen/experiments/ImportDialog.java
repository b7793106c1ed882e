package dev.quantloop.app.tui.screen.experiments;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.VisibleText;
import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks for the files of an import and the experiment that is to have them, and shows what would
 * come of it before anything is recorded.
 *
 * @param fields as they are typed, in the order of {@link #LABELS}
 * @param focus which of them is typed into
 * @param preview what the import of these would do; of other words than are typed now once they are
 *     changed
 * @param top the first line of the preview that is shown
 */
record ImportDialog(List<TextField> fields, int focus, Preview preview, int top) implements Dialog {
  private static final List<String> LABELS = List.of("Files", "Name", "Model");
  private static final int WIDTH = 120;
  private static final int HEIGHT = 40;
  private static final int LABEL = 8;
  private static final int FIRST_LINE = 4;
  private static final String READS =
      "enter shows what would be imported  tab next field  esc back";
  private static final String IMPORTS =
      "enter imports it  up down scroll  tab next field  esc back";

  /**
   * What an import would do.
   *
   * @param words the fields that it is of
   * @param lines for people
   * @param importable whether there is anything to import
   */
  record Preview(List<String> words, List<String> lines, boolean importable) {
    Preview {
      lines = lines.stream().map(line -> VisibleText.of(line).replace("\t", "  ")).toList();
    }
  }

  private static final Preview NONE =
      new Preview(
          List.of(),
          List.of(
              "Files and directories, with blanks between them: logs of llama.cpp, GGUF files,",
              "imatrices, results of the GGUF Tool Suite, tables of quants as CSV.",
              "",
              "The experiment of that name gets them; it is made where there is none.",
              "The unquantized model that they are about can be left out."),
          false);

  static ImportDialog empty() {
    return new ImportDialog(
        List.of(TextField.of(""), TextField.of(""), TextField.of("")), 0, NONE, 0);
  }

  /** The same with what was found out about its fields. */
  ImportDialog with(Preview found) {
    return new ImportDialog(fields, focus, found, 0);
  }

  List<String> words() {
    return fields.stream().map(field -> field.text().strip()).toList();
  }

  /** Whether enter imports what is shown. */
  private boolean isReady() {
    return preview.importable() && preview.words().equals(words());
  }

  @Override
  public String title() {
    return "Import results of other programs";
  }

  @Override
  public Size size(int columns) {
    return new Size(Math.min(WIDTH, columns), HEIGHT);
  }

  @Override
  public Answer press(Key key) {
    return switch (key.kind()) {
      case TAB -> Answer.stay(focused(1));
      case BACK_TAB -> Answer.stay(focused(-1));
      case DOWN -> Answer.stay(scrolled(1));
      case UP -> Answer.stay(scrolled(-1));
      case PAGE_DOWN -> Answer.stay(scrolled(10));
      case PAGE_UP -> Answer.stay(scrolled(-10));
      case ENTER -> enter();
      default -> Answer.stay(typed(key));
    };
  }

  private Answer enter() {
    if (isReady()) {
      return Answer.done(ImportEffects.recording(words()));
    } else if (fields.get(0).text().isBlank()) {
      return Answer.stay(this);
    } else if (fields.get(1).text().isBlank()) {
      return Answer.stay(new ImportDialog(fields, 1, preview, top));
    }
    return Answer.done(ImportEffects.previewing(this));
  }

  private ImportDialog focused(int by) {
    return new ImportDialog(fields, Math.floorMod(focus + by, LABELS.size()), preview, top);
  }

  private ImportDialog scrolled(int by) {
    int last = Math.max(0, preview.lines().size() - 1);
    return new ImportDialog(fields, focus, preview, Math.max(0, Math.min(last, top + by)));
  }

  private ImportDialog typed(Key key) {
    List<TextField> changed = new ArrayList<>(fields);
    fields.get(focus).press(key).ifPresent(field -> changed.set(focus, field));
    return new ImportDialog(List.copyOf(changed), focus, preview, top);
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    for (int i = 0; i < LABELS.size(); i++) {
      canvas.text(0, i, LABELS.get(i), i == focus ? Style.BOLD : Style.PLAIN);
      Canvas line = canvas.part(LABEL, i, canvas.width() - LABEL, 1);
      if (i == focus) {
        fields.get(i).draw(line, 0, Style.PLAIN.withUnderline());
      } else {
        line.text(0, 0, DisplayWidth.cut(fields.get(i).text(), line.width()));
      }
    }
    boolean stale = !preview.words().isEmpty() && !preview.words().equals(words());
    Style style = stale ? Style.of(Color.GRAY) : Style.PLAIN;
    int room = canvas.height() - FIRST_LINE - 1;
    for (int i = 0; i < room && top + i < preview.lines().size(); i++) {
      String line = DisplayWidth.cut(preview.lines().get(top + i), canvas.width());
      canvas.text(0, FIRST_LINE + i, line, style);
    }
    String keys = DisplayWidth.cut(isReady() ? IMPORTS : READS, canvas.width());
    canvas.text(0, canvas.height() - 1, keys, Style.of(Color.CYAN));
  }
}
