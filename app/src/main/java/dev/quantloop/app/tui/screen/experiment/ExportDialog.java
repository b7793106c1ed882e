package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.VisibleText;
import dev.quantloop.app.publish.WriteExport;
import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.form.ChoiceEntry;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.tracker.export.ExportFormat;
import dev.quantloop.tracker.export.History;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Asks for the format and the file of an export, over the beginning of what it holds.
 *
 * @param previews the first lines in each format
 * @param file as it is typed; its ending follows the format
 */
record ExportDialog(
    String experiment, Map<ExportFormat, List<String>> previews, ChoiceEntry format, TextField file)
    implements Dialog {
  private static final int WIDTH = 100;
  private static final int PREVIEW_ROWS = 30;

  /** What stands above the preview, and the line that names the keys below it. */
  private static final int OTHER_ROWS = 5;

  private static final int LONGEST_LINE = 300;
  private static final int LABEL = 8;
  private static final String KEYS = "tab next format  enter writes it  esc back";
  private static final String ELSEWHERE =
      "For a folder to publish, or MLflow: !export NAME --to DIR, --mlflow URI";

  static ExportDialog of(History history) {
    Map<ExportFormat, List<String>> previews = new EnumMap<>(ExportFormat.class);
    for (ExportFormat format : ExportFormat.values()) {
      previews.put(format, preview(WriteExport.text(history, shown(format))));
    }
    String name = history.experiment().name();
    List<String> formats = Arrays.stream(ExportFormat.values()).map(Object::toString).toList();
    ExportFormat first = ExportFormat.HTML;
    return new ExportDialog(
        name,
        previews,
        new ChoiceEntry(formats, first.ordinal()),
        TextField.of(fileName(name) + "." + first.ending()));
  }

  /** A page for a browser is seen best as the report that it is. */
  private static ExportFormat shown(ExportFormat format) {
    return format == ExportFormat.HTML ? ExportFormat.MD : format;
  }

  /** What a file can be called everywhere. */
  private static String fileName(String experiment) {
    return experiment.replaceAll("[/\\\\\\p{Cntrl}]", "-");
  }

  private static List<String> preview(String text) {
    return text.lines()
        .limit(PREVIEW_ROWS)
        .map(line -> line.substring(0, Math.min(line.length(), LONGEST_LINE)))
        .map(line -> VisibleText.of(line).replace("\t", "  "))
        .toList();
  }

  ExportFormat chosen() {
    return ExportFormat.values()[format.chosen()];
  }

  @Override
  public String title() {
    return "Export " + experiment;
  }

  @Override
  public Size size(int columns) {
    return new Size(Math.min(WIDTH, columns), PREVIEW_ROWS + OTHER_ROWS);
  }

  @Override
  public Answer press(Key key) {
    return switch (key.kind()) {
      case TAB, DOWN -> choosing(1);
      case BACK_TAB, UP -> choosing(-1);
      case ENTER ->
          file.text().isBlank()
              ? Answer.stay(this)
              : Answer.done(ExportEffects.writing(chosen(), file.text().strip(), false));
      default ->
          Answer.stay(new ExportDialog(experiment, previews, format, file.press(key).orElse(file)));
    };
  }

  private Answer choosing(int by) {
    int next = Math.floorMod(format.chosen() + by, format.options().size());
    String ending = "." + chosen().ending();
    String text = file.text();
    String other =
        text.endsWith(ending)
            ? text.substring(0, text.length() - ending.length())
                + "."
                + ExportFormat.values()[next].ending()
            : text;
    return Answer.stay(
        new ExportDialog(
            experiment, previews, new ChoiceEntry(format.options(), next), TextField.of(other)));
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    canvas.text(0, 0, "Format", Style.BOLD);
    Canvas choice = canvas.part(LABEL, 0, canvas.width() - LABEL, 1);
    format.lines(choice.width(), true, context).get(0).draw(choice);
    canvas.text(0, 1, "File", Style.BOLD);
    file.draw(canvas.part(LABEL, 1, canvas.width() - LABEL, 1), 0, Style.PLAIN.withUnderline());
    int room = canvas.height() - OTHER_ROWS;
    List<String> lines = previews.get(chosen());
    for (int i = 0; i < room && i < lines.size(); i++) {
      String line = DisplayWidth.cut(lines.get(i), canvas.width());
      canvas.text(0, 3 + i, line, Style.of(Color.GRAY));
    }
    canvas.text(0, canvas.height() - 2, DisplayWidth.cut(ELSEWHERE, canvas.width()));
    canvas.text(0, canvas.height() - 1, KEYS, Style.of(Color.CYAN));
  }
}
