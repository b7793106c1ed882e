package dev.quantloop.tracker.export;

import static dev.quantloop.tracker.stats.FigureLists.BY_TEXT;
import static dev.quantloop.tracker.stats.FigureLists.PUBLISHED;
import static dev.quantloop.tracker.stats.FigureLists.RANKING;

import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.HeldOutScore;
import dev.quantloop.tracker.record.Note;
import dev.quantloop.tracker.record.Question;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.QuarantineRow;
import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/** A report for people, which also reads well as plain text. */
final class MarkdownExport implements ExportFormat.Writer {
  @Override
  public void write(History history, Appendable out) throws IOException {
    heading(history, out);
    for (String type : quantTypes(history)) {
      out.append("\n## ").append(type).append("\n\n");
      ranking(history.ranking().stream().filter(r -> r.quantType().equals(type)).toList(), out);
      heldOut(history, type, out);
      out.append("\n### Figures that are usually published\n\n");
      published(history.ranking().stream().filter(r -> r.quantType().equals(type)).toList(), out);
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
        "- scored: %s of each chunk of %d tokens; chunks of each evaluation set: %s\n"
            .formatted(settings.scoredPositions(), settings.nCtx(), settings.evaluationChunks()));
    out.append("- settings: ");
    out.append(
        settings.values().entrySet().stream()
            .filter(setting -> setting.getValue() != null)
            .map(setting -> setting.getKey() + " " + setting.getValue())
            .collect(Collectors.joining(", ")));
    out.append("\n");
    out.append(
        "- KLD in nats; lower is better; change: of the composite to the reference, "
            + "on the same documents; as a recipe, over other calibration texts as well\n");
    out.append("- noise floor: ").append(noiseFloor(history)).append("\n");
    for (QuarantineRow row : history.quarantine()) {
      out.append("- put aside, counts in no figure: %s, %s\n".formatted(row.side(), row.line()));
    }
  }

  private static String noiseFloor(History history) {
    return history
        .noiseFloor()
        .map(
            floor ->
                "composite %.2e of the baseline against itself, on %d chunks; less is no difference"
                    .formatted(floor.statistics().composite(), floor.chunks()))
        .orElse("not measured");
  }

  private static void ranking(List<RankingRow> rows, Appendable out) throws IOException {
    List<Object> titles = cells("rank", "iteration", "corpus tokens", "bytes", "bits per weight");
    RANKING.forEach(figure -> titles.add(figure.title()));
    titles.addAll(List.of("95 % interval", "change", "its 95 % interval", "verdict", "as a"));
    header(out, titles);
    for (RankingRow row : rows) {
      List<Object> cells = cells(row.rank(), row.iteration(), row.corpusTokens(), row.bytes());
      cells.add(fixed(3, row.bitsPerWeight()));
      RANKING.forEach(figure -> cells.add(text(figure, row.statistics())));
      cells.add(interval(row.compositeLow(), row.compositeHigh(), c -> fixed(6, c)));
      cells.add(percent(row.change()));
      cells.add(
          interval(
              row.judgement().changeLow(),
              row.judgement().changeHigh(),
              change -> percent(OptionalDouble.of(change))));
      cells.add(row.verdict().word() + (row.recommended() ? ", recommended" : ""));
      cells.add(row.judgement().question().map(Question::word).orElse(""));
      line(out, cells);
    }
  }

  /** Of what was chosen, on text that had no part in the choice. */
  private static void heldOut(History history, String type, Appendable out) throws IOException {
    List<RankingRow> rows =
        history.ranking().stream()
            .filter(row -> row.quantType().equals(type))
            .filter(row -> history.heldOut().containsKey(row.quant()))
            .toList();
    if (!rows.isEmpty()) {
      out.append("\n### On held-out documents, which had no part in the choice\n\n");
      List<Object> titles = cells("iteration", "documents", "chunks");
      PUBLISHED.forEach(figure -> titles.add(figure.title()));
      titles.addAll(List.of(Figure.COMPOSITE.title(), "95 % interval"));
      header(out, titles);
      for (RankingRow row : rows) {
        HeldOutScore score = history.heldOut().get(row.quant());
        List<Object> cells = cells(row.iteration(), score.clusters(), score.chunks());
        PUBLISHED.forEach(figure -> cells.add(text(figure, score.statistics())));
        cells.add(text(Figure.COMPOSITE, score.statistics()));
        cells.add(
            score
                .interval(Figure.COMPOSITE)
                .map(i -> fixed(6, i.low()) + " to " + fixed(6, i.high()))
                .orElse(""));
        line(out, cells);
      }
    }
  }

  private static void published(List<RankingRow> rows, Appendable out) throws IOException {
    List<Object> titles = cells("iteration", "corpus tokens", "bytes");
    PUBLISHED.forEach(figure -> titles.add(figure.title()));
    header(out, titles);
    for (RankingRow row : rows) {
      List<Object> cells = cells(row.iteration(), row.corpusTokens(), row.bytes());
      PUBLISHED.forEach(figure -> cells.add(text(figure, row.statistics())));
      line(out, cells);
    }
  }

  private static void domains(List<DomainRow> rows, Appendable out) throws IOException {
    List<Object> titles = cells("iteration", "corpus tokens", "evaluation set");
    BY_TEXT.forEach(figure -> titles.add(figure.title()));
    titles.add("change");
    header(out, titles);
    for (DomainRow row : rows) {
      List<Object> cells = cells(row.iteration(), row.corpusTokens(), row.evaluationSet());
      BY_TEXT.forEach(figure -> cells.add(text(figure, row.statistics())));
      cells.add(percent(row.change()));
      line(out, cells);
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

  private static List<Object> cells(Object... first) {
    return new ArrayList<>(List.of(first));
  }

  private static void header(Appendable out, List<Object> titles) throws IOException {
    line(out, titles);
    out.append("|").append(" ---: |".repeat(titles.size())).append("\n");
  }

  private static void line(Appendable out, List<Object> cells) throws IOException {
    out.append("|");
    for (Object cell : cells) {
      out.append(' ').append(cell.toString().replace("|", "\\|")).append(" |");
    }
    out.append("\n");
  }

  private static String text(Figure figure, FigureValues statistics) {
    double value = statistics.get(figure);
    return switch (figure.unit()) {
      case COUNT -> Long.toString((long) value);
      case NATS -> fixed(6, value);
      case PERPLEXITY, RATIO -> fixed(4, value);
      case SHARE, PROBABILITY_CHANGE -> fixed(2, 100 * value) + " %";
    };
  }

  private static String fixed(int decimals, double value) {
    return String.format(Locale.US, "%." + decimals + "f", value);
  }

  private static String interval(
      OptionalDouble low, OptionalDouble high, DoubleFunction<String> text) {
    return low.isEmpty() || high.isEmpty()
        ? ""
        : text.apply(low.getAsDouble()) + " to " + text.apply(high.getAsDouble());
  }

  private static String percent(OptionalDouble change) {
    if (change.isEmpty()) {
      return "";
    }
    double percent = Math.round(10_000 * change.getAsDouble()) / 100.0; // never a negative zero
    return String.format(Locale.US, percent == 0 ? "%.2f %%" : "%+.2f %%", percent);
  }
}
