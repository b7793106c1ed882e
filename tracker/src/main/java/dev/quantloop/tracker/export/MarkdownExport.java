package dev.quantloop.tracker.export;

import dev.quantloop.tracker.record.Note;
import java.io.IOException;
import java.util.List;

/** A report for people, which also reads well as plain text. */
final class MarkdownExport implements ExportFormat.Writer {
  @Override
  public void write(History history, Appendable out) throws IOException {
    ReportTables tables = new ReportTables(history);
    out.append("# ").append(history.experiment().name()).append("\n\n");
    for (String fact : ReportFacts.of(history)) {
      out.append("- ").append(fact).append("\n");
    }
    if (!history.ranking().isEmpty()) {
      out.append("\n## For a model card\n\n");
      new ModelCard(history, history.chosen()).write(out);
      out.append("\n## All files, whatever their types\n\n");
      tables.ranking().writeMarkdown(out);
    }
    if (!history.recipes().isEmpty()) {
      out.append("\n## ").append(ReportTables.RECIPES).append("\n\n");
      tables.recipes().writeMarkdown(out);
    }
    for (String type : history.quantTypes()) {
      out.append("\n## ").append(type).append("\n\n");
      tables.ranking(type).writeMarkdown(out);
      table("On held-out documents, which had no part in the choice", tables.heldOut(type), out);
      table("Figures that are usually published", tables.published(type), out);
      table("By evaluation set", tables.domains(type), out);
      table("Diminishing returns", tables.returns(type), out);
    }
    if (!history.imported().isEmpty()) {
      out.append("\n## Imported, as their files say it: without intervals and verdicts\n\n");
      tables.imported().writeMarkdown(out);
    }
    notes(history.notes(), out);
  }

  private static void table(String title, ReportTable table, Appendable out) throws IOException {
    if (!table.isEmpty()) {
      out.append("\n### ").append(title).append("\n\n");
      table.writeMarkdown(out);
    }
  }

  private static void notes(List<Note> notes, Appendable out) throws IOException {
    if (!notes.isEmpty()) {
      out.append("\n## Notes\n\n");
    }
    for (Note note : notes) {
      out.append("- ").append(ExportText.line(note)).append("\n");
    }
  }
}
