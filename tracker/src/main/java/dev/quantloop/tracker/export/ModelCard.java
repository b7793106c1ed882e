package dev.quantloop.tracker.export;

import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.HeldOutScore;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.Resampling;
import dev.quantloop.tracker.view.Judgement;
import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What the card of a published model says of its quants, in Markdown: a table in the columns that
 * people publish, with intervals, then how the figures were made and how sure they are.
 */
public final class ModelCard {
  private final History history;
  private final List<RankingRow> rows;

  /**
   * @param rows of quants that have been scored
   */
  public ModelCard(History history, List<RankingRow> rows) {
    this.history = history;
    this.rows = rows;
  }

  /** Writes nothing where there are no quants. */
  public void write(Appendable out) throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    new ReportTables(history).card(rows).writeMarkdown(out);
    out.append('\n');
    for (String line : basis()) {
      out.append("- ").append(line).append('\n');
    }
  }

  /** How the figures were made and how sure they are, a line for each fact. */
  List<String> basis() {
    List<String> lines = new ArrayList<>();
    ExperimentSettings settings = history.experiment().settings();
    lines.add(
        "KL divergence from %s (%s, SHA-256 %s%s) in nats a token; %s of each chunk of %d tokens is scored."
            .formatted(
                history.model().name(),
                history.model().fileType(),
                history.model().sha256(),
                history
                    .logits()
                    .map(file -> "; by its logits, SHA-256 " + file.sha256())
                    .orElse(""),
                settings.scoredPositions(),
                settings.nCtx()));
    lines.add(
        "Evaluated on "
            + history.evaluationSets().stream()
                .map(ModelCard::evaluated)
                .collect(Collectors.joining(", "))
            + documents()
            + ".");
    lines.add(
        intervals()
            ? "In parentheses: 95 %% intervals, from resampling whole documents (%s; %d resamples, seed %d). A maximum has none."
                .formatted(
                    Resampling.METHOD, Resampling.DEFAULT.resamples(), Resampling.DEFAULT.seed())
            : "There are no intervals: these figures rest on too few documents.");
    if (!history.experiment().judges()) {
      rows.stream().map(this::sure).forEach(lines::add);
    }
    rows.stream().map(this::more).flatMap(Optional::stream).forEach(lines::add);
    rows.stream().map(this::heldOut).flatMap(Optional::stream).forEach(lines::add);
    rows.stream().map(this::recipe).flatMap(Optional::stream).distinct().forEach(lines::add);
    lines.add("Noise floor: " + ExportText.noiseFloor(history.noiseFloor()) + ".");
    if (!history.quarantine().isEmpty()) {
      lines.add(
          "Put aside, in no figure: %s on which a model computes what is not a finite number."
              .formatted(ExportText.amount(history.quarantine().size(), "chunk")));
    }
    lines.add(
        rows.stream()
            .map(row -> history.file(row.quant()).quant().provenance())
            .map(
                made ->
                    "%s with llama.cpp %s (%s, %s) and quantloop %s."
                        .formatted(
                            history.experiment().judges() ? "Evaluated" : "Made and evaluated",
                            made.llamaVersion(),
                            made.llamaCommit(),
                            made.backend(),
                            made.programVersion()))
            .distinct()
            .collect(Collectors.joining(" ")));
    return lines;
  }

  private static String evaluated(EvaluationSet set) {
    return "%s of %s".formatted(ExportText.amount(set.chunks(), "chunk"), set.name());
  }

  private String documents() {
    OptionalInt clusters =
        rows.stream()
            .map(row -> row.judgement().clusters())
            .filter(OptionalInt::isPresent)
            .findFirst()
            .orElse(OptionalInt.empty());
    boolean known = rows.get(0).judgement().documentsKnown().orElse(0) == 1;
    return clusters.isEmpty()
        ? ""
        : ": " + ExportText.amount(clusters.getAsInt(), known ? "document" : "section");
  }

  private boolean intervals() {
    return rows.stream().anyMatch(row -> !history.file(row.quant()).intervals().isEmpty());
  }

  /** What was decided of a quant. */
  private String sure(RankingRow row) {
    Judgement judgement = row.judgement();
    String held =
        judgement
            .question()
            .map(
                question ->
                    " on iteration %d, %s%s: %s as a %s"
                        .formatted(
                            judgement.reference().orElse(0),
                            ExportText.change(judgement.change()),
                            ExportText.parentheses(ExportText.interval(judgement)),
                            row.verdict().word(),
                            question.word()))
            .orElse(": " + row.verdict().word());
    Double atMost = history.atMostWorse(row);
    return "%s: composite %s%s%s%s%s."
        .formatted(
            name(row),
            ExportText.fixed(4, row.composite()),
            held,
            judgement.reason().map(reason -> ", " + reason).orElse(""),
            row.recommended()
                ? "; " + row.whyRecommended(history.ranking(row.quantType()).get(0))
                : "",
            row.recommended() && atMost != null
                ? ", and at most %s %% worse than whichever iteration is best in truth"
                    .formatted(ExportText.fixed(1, 100 * atMost))
                : "");
  }

  private static String name(RankingRow row) {
    return row.quantType() + ", iteration " + row.iteration();
  }

  /** What more text could still bring its type. */
  private Optional<String> more(RankingRow row) {
    return history
        .lastReturns(row.quantType())
        .filter(last -> last.gain().isPresent())
        .map(
            last ->
                "%s: %s; a corpus twice as large as the largest can lower the composite by %s (%s)."
                    .formatted(
                        row.quantType(),
                        last.plateau() ? "plateau" : "no plateau yet",
                        ExportText.gain(last.gain().getAsDouble()),
                        ExportText.interval(last.gainLow(), last.gainHigh(), ExportText::gain)));
  }

  private Optional<String> heldOut(RankingRow row) {
    HeldOutScore score = history.heldOut().get(row.quant());
    return score == null
        ? Optional.empty()
        : Optional.of(
            "%s, on %s that had no part in the choice: composite %s%s, KLD mean %s%s."
                .formatted(
                    name(row),
                    ExportText.amount(score.clusters(), "held-out document"),
                    ExportText.figure(Figure.COMPOSITE, score.statistics()),
                    parentheses(Figure.COMPOSITE, score),
                    ExportText.figure(Figure.MEAN, score.statistics()),
                    parentheses(Figure.MEAN, score)));
  }

  private static String parentheses(Figure figure, HeldOutScore score) {
    return ExportText.parentheses(ExportText.interval(figure, score.interval(figure)));
  }

  /** The text of an imatrix. */
  private Optional<String> recipe(RankingRow row) {
    Iteration iteration = history.iteration(row);
    Imatrix imatrix = history.imatrices().get(row.iterationId());
    if (imatrix == null) {
      return Optional.empty();
    }
    return Optional.of(
        "Imatrix of iteration %d: %s of %s tokens (%s), SHA-256 %s."
            .formatted(
                row.iteration(),
                ExportText.amount(imatrix.chunks(), "chunk"),
                history.experiment().settings().nCtx(),
                history.recipe(iteration),
                imatrix.sha256()));
  }
}
