package dev.quantloop.tracker.export;

import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One page that needs nothing else: no script, and nothing from elsewhere. It is well-formed XML,
 * too.
 */
final class HtmlExport implements ExportFormat.Writer {
  @Override
  public void write(History history, Appendable out) throws IOException {
    String name = history.experiment().name();
    out.append(
        "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>");
    out.append("<meta charset=\"utf-8\"/>");
    out.append("<meta name=\"viewport\" content=\"width=device-width\"/>\n");
    element("title", name + " – Quantloop", out);
    out.append("<style>\n").append(styles()).append("</style></head>\n<body>\n");
    element("h1", name, out);
    out.append("<p class=\"faint\">");
    out.append(
        Markup.escaped(
            "An experiment of Quantloop %s, begun %s."
                .formatted(
                    history.experiment().programVersion(), history.experiment().createdAt())));
    out.append("</p>\n");
    body(history, out);
    out.append("</body></html>\n");
  }

  private static void body(History history, Appendable out) throws IOException {
    ReportTables tables = new ReportTables(history);
    if (history.ranking().isEmpty() && history.imported().isEmpty()) {
      element("p", "Nothing is evaluated yet.", out);
    } else if (!history.ranking().isEmpty()) {
      chosen(history, tables, out);
    }
    if (!history.recipes().isEmpty()) {
      element("h2", ReportTables.RECIPES, out);
      tables.recipes().writeHtml(out);
    }
    for (String type : history.quantTypes()) {
      element("h2", type, out);
      tables.ranking(type).writeHtml(out);
      ReportPlots.figures(history, type).write(out);
      table("On held-out documents, which had no part in the choice", tables.heldOut(type), out);
      table("Figures that are usually published", tables.published(type), out);
      table("By evaluation set", tables.domains(type), out);
      table("Diminishing returns", tables.returns(type), out);
    }
    if (!history.imported().isEmpty()) {
      element("h2", "Imported, as their files say it: without intervals and verdicts", out);
      tables.imported().writeHtml(out);
    }
    if (!history.notes().isEmpty()) {
      element("h2", "Notes", out);
      list(history.notes().stream().map(ExportText::line).toList(), out);
    }
    element("h2", "Where it comes from", out);
    list(ReportFacts.of(history), out);
    table("Iterations", tables.iterations(), out);
    table("Texts, as tokens", tables.corpora(), out);
    table("Files", tables.files(), out);
  }

  /** What to take, what it rests on, and the plots of all types. */
  private static void chosen(History history, ReportTables tables, Appendable out)
      throws IOException {
    List<RankingRow> rows = history.chosen();
    element("h2", history.experiment().judges() ? "The files" : "What to take", out);
    tables.card(rows).writeHtml(out);
    list(new ModelCard(history, rows).basis(), out);
    if (!history.experiment().judges()) {
      ReportPlots.growth(history).write(out);
    }
    ReportPlots.sizes(history).write(out);
    table("All files, whatever their types", tables.ranking(), out);
  }

  private static void table(String title, ReportTable table, Appendable out) throws IOException {
    if (!table.isEmpty()) {
      element("h3", title, out);
      table.writeHtml(out);
    }
  }

  private static void list(List<String> items, Appendable out) throws IOException {
    out.append("<ul>\n");
    for (String item : items) {
      element("li", item, out);
    }
    out.append("</ul>\n");
  }

  private static void element(String name, String text, Appendable out) throws IOException {
    out.append('<').append(name).append('>').append(Markup.escaped(text));
    out.append("</").append(name).append(">\n");
  }

  private static String styles() {
    try (InputStream in = HtmlExport.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
