package dev.quantloop.tracker.export;

import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Note;
import dev.quantloop.tracker.stats.KldStatistics;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A report for people, which also reads well as plain text. */
final class MarkdownExport implements ExportFormat.Writer {
  @Override
  public void write(History history, Appendable out) throws IOException {
    heading(history, out);
    for (String type : quantTypes(history)) {
      out.append("\n## ").append(type).append("\n\n");
      ranking(history.ranking().stream().filter(r -> r.quantType().equals(type)).toList(), out);
      out.append("\n### By evaluation set\n\n");
      domains(
          history.domainMatrix().stream().filter(r -> r.quantType().equals(type)).toList(), out);
    }
    notes(history.notes(), out);
  }

  private static List<String> quantTypes(History history) {
    return history.ranking().stream().map(RankingRow::quantType).distinct().toList();
  }

  private static void heading(History history, Appendable out) throws IOException {
    ExperimentSettings settings = history.experiment().settings();
    out.append("# ").append(history.experiment().name()).append("\n\n");
    out.append("- model: %s (%s)\n".formatted(history.model().name(), history.model().fileType()));
    out.append("- model SHA-256: %s\n".formatted(history.model().sha256()));
    for (var source : history.sources()) {
      out.append(
          "- source: %s (%s), %d bytes\n"
              .formatted(source.name(), source.domain(), source.bytes()));
    }
    out.append(
        "- scored: %s of each chunk of %d tokens, %d chunks of each evaluation set\n"
            .formatted(settings.scoredPositions(), settings.nCtx(), settings.evaluationChunks()));
    out.append(
        "- KLD in nats; lower is better; change: of the composite to the iteration before\n");
  }

  private static void ranking(List<RankingRow> rows, Appendable out) throws IOException {
    header(
        out,
        "rank",
        "iteration",
        "corpus tokens",
        "bytes",
        "bits per weight",
        "median",
        "90 %",
        "95 %",
        "99 %",
        "mean",
        "composite",
        "change",
        "verdict");
    for (RankingRow row : rows) {
      KldStatistics figures = row.statistics();
      line(
          out,
          row.rank(),
          row.iteration(),
          row.corpusTokens(),
          row.bytes(),
          figure(3, row.bitsPerWeight()),
          figure(6, figures.median()),
          figure(6, figures.kld90()),
          figure(6, figures.kld95()),
          figure(6, figures.kld99()),
          figure(6, figures.mean()),
          figure(6, row.composite()),
          percent(row.change()),
          row.verdict().word());
    }
  }

  private static void domains(List<DomainRow> rows, Appendable out) throws IOException {
    header(
        out,
        "iteration",
        "corpus tokens",
        "evaluation set",
        "median",
        "90 %",
        "99 %",
        "mean",
        "composite",
        "change",
        "perplexity",
        "same top");
    for (DomainRow row : rows) {
      KldStatistics figures = row.statistics();
      line(
          out,
          row.iteration(),
          row.corpusTokens(),
          row.evaluationSet(),
          figure(6, figures.median()),
          figure(6, figures.kld90()),
          figure(6, figures.kld99()),
          figure(6, figures.mean()),
          figure(6, figures.composite()),
          percent(row.change()),
          figure(4, figures.ppl()),
          figure(2, 100 * figures.sameTop()) + " %");
    }
  }

  private static void notes(List<Note> notes, Appendable out) throws IOException {
    if (!notes.isEmpty()) {
      out.append("\n## Notes\n\n");
    }
    for (Note note : notes) {
      String about = note.iteration().map(number -> "iteration " + number + ": ").orElse("");
      out.append("- ").append(about).append(note.text().replaceAll("\\s+", " ")).append("\n");
    }
  }

  private static void header(Appendable out, Object... names) throws IOException {
    line(out, names);
    out.append("|").append(" ---: |".repeat(names.length)).append("\n");
  }

  private static void line(Appendable out, Object... cells) throws IOException {
    out.append("|");
    for (Object cell : cells) {
      out.append(' ').append(cell.toString().replace("|", "\\|")).append(" |");
    }
    out.append("\n");
  }

  private static String figure(int decimals, double value) {
    return String.format(Locale.US, "%." + decimals + "f", value);
  }

  private static String percent(OptionalDouble change) {
    if (change.isEmpty()) {
      return "";
    }
    double percent = Math.round(10_000 * change.getAsDouble()) / 100.0; // never a negative zero
    return String.format(Locale.US, percent == 0 ? "%.2f %%" : "%+.2f %%", percent);
  }
}
