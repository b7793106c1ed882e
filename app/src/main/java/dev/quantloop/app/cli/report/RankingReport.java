package dev.quantloop.app.cli.report;

import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.app.experiment.Fallbacks;
import dev.quantloop.app.experiment.LogitsSource;
import dev.quantloop.app.experiment.PlateauWords;
import dev.quantloop.app.format.FigureText;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.JudgementText;
import dev.quantloop.app.format.NoiseFloorText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.HeldOutScore;
import dev.quantloop.tracker.record.NoiseFloor;
import dev.quantloop.tracker.record.Question;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.record.Reference;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureLists;
import dev.quantloop.tracker.stats.Resampling;
import dev.quantloop.tracker.view.DiminishingReturnsRow;
import dev.quantloop.tracker.view.RankingRow;
import dev.quantloop.tracker.view.Standing;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ranking of an experiment's iterations, with a verdict in words. */
public final class RankingReport {
  private final Tracker tracker;
  private final Experiment experiment;
  private final Map<String, List<RankingRow>> byType = new LinkedHashMap<>();
  private final List<DiminishingReturnsRow> returns;

  private final Map<String, Double> atMostWorse;
  private final Fallbacks fallbacks;
  private final Optional<NoiseFloor> noiseFloor;
  private final Optional<LogitsSource> logits;
  private final Map<QuantId, HeldOutScore> heldOut;
  private List<Figure> figures = FigureLists.RANKING;

  public RankingReport(Tracker tracker, Experiment experiment) {
    this.tracker = tracker;
    this.experiment = experiment;
    Standing standing = tracker.rankings().standing(experiment.id());
    for (RankingRow row : standing.ranking()) {
      byType.computeIfAbsent(row.quantType(), type -> new ArrayList<>()).add(row);
    }
    this.returns = standing.returns();
    this.noiseFloor = tracker.evaluations().noiseFloor(experiment.id());
    this.logits = LogitsSource.of(tracker, experiment.id());
    this.atMostWorse = tracker.verdicts().atMostWorse(experiment.id());
    this.heldOut = tracker.heldOut().all(experiment.id());
    this.fallbacks =
        Fallbacks.of(
            tracker.experiments().model(experiment).path(),
            tracker.iterations().quants(experiment.id()));
  }

  public boolean isEmpty() {
    return byType.isEmpty();
  }

  /** Keeps one quant type only. */
  public RankingReport ofType(String quantType) {
    byType.keySet().retainAll(List.of(quantType));
    return this;
  }

  /** In its table with these figures. */
  public RankingReport showing(List<Figure> columns) {
    figures = columns;
    return this;
  }

  public void print(PrintWriter out) {
    byType.forEach(
        (type, rows) -> {
          RankingRow best = rows.get(0);
          out.println(
              "%s (%s bits a weight, %s%s)"
                  .formatted(
                      type,
                      Numbers.fixed(best.bitsPerWeight(), 2),
                      Numbers.bytes(best.bytes()),
                      fallbacks.note(type)));
          table(rows).print(out);
          out.println(verdict(type, rows));
          heldOut(rows).ifPresent(out::println);
          tracker
              .iterations()
              .imatrix(best.iterationId())
              .ifPresent(
                  imatrix ->
                      out.println(
                          "Its imatrix: "
                              + imatrix.file()
                              + CommittedFile.note(imatrix.file(), imatrix.bytes())));
          out.println();
        });
    basis().ifPresent(out::println);
    if (!byType.isEmpty()) {
      logits.ifPresent(file -> out.println("The baseline's logits: " + file.inWords() + "."));
      out.println(NoiseFloorText.line(noiseFloor, logits.isPresent()));
      QuarantineReport.print(tracker, List.of(experiment), out);
    }
    out.flush();
  }

  /** What the verdicts rest on, in a line. */
  private Optional<String> basis() {
    return byType.values().stream()
        .flatMap(List::stream)
        .map(RankingRow::judgement)
        .filter(judgement -> judgement.question().isPresent())
        .findFirst()
        .map(
            judgement ->
                "Changes are %s, over %s, with 95 %% intervals (%s, %d resamples, seed %d)."
                    .formatted(
                        held(experiment.settings().reference()),
                        JudgementText.evaluated(judgement),
                        Resampling.METHOD,
                        Resampling.DEFAULT.resamples(),
                        Resampling.DEFAULT.seed()));
  }

  private static String held(String reference) {
    return switch (reference) {
      case Reference.PREVIOUS -> "from the planned iteration before";
      case Reference.BEST -> "from the best of the type";
      case Reference.BASELINE -> "from the quant without imatrix";
      default -> "from iteration " + reference;
    };
  }

  private TextTable table(List<RankingRow> rows) {
    TextTable table =
        new TextTable(
            ">rank",
            ">iteration",
            ">tokens",
            FigureText.headings(figures),
            ">change",
            "verdict",
            "as a");
    for (RankingRow row : rows) {
      table.row(
          row.rank(),
          row.iteration(),
          row.corpusTokens() == 0 ? "none" : Numbers.count(row.corpusTokens()),
          FigureText.cells(figures, row.statistics()),
          JudgementText.change(row.judgement()),
          row.verdict().word(),
          row.judgement().question().map(Question::word).orElse(""));
    }
    return table;
  }

  private String verdict(String type, List<RankingRow> rows) {
    RankingRow best = rows.get(0);
    StringBuilder text = new StringBuilder();
    text.append("Best: iteration ").append(best.iteration());
    text.append(
        best.corpusTokens() == 0
            ? ", without imatrix"
            : ", imatrix from " + Numbers.tokens(best.corpusTokens()));
    rows.stream()
        .filter(row -> row.corpusTokens() == 0 && row != best && row.composite() > 0)
        .findFirst()
        .ifPresent(
            none ->
                text.append(
                    "; composite %s below no imatrix"
                        .formatted(Numbers.percent(1 - best.composite() / none.composite(), 1))));
    rows.stream()
        .filter(row -> row.recommended() && row != best)
        .findFirst()
        .ifPresent(row -> text.append(". Recommended: ").append(recommended(row, best)));
    if (atMostWorse.containsKey(type)) {
      text.append(", and at most ")
          .append(Numbers.percent(atMostWorse.get(type), 1))
          .append(" worse than whichever is best in truth");
    }
    text.append(". ").append(returnsOf(type));
    return text.toString();
  }

  /** Of what is recommended, or was before. */
  private Optional<String> heldOut(List<RankingRow> rows) {
    return rows.stream()
        .filter(row -> heldOut.containsKey(row.quant()))
        .min(Comparator.comparing(row -> !row.recommended()))
        .map(
            row ->
                "Held-out text, which had no part in the choice: iteration %d has %s."
                    .formatted(row.iteration(), JudgementText.composite(heldOut.get(row.quant()))));
  }

  private static String recommended(RankingRow row, RankingRow best) {
    return "iteration %d, %s, %s"
        .formatted(
            row.iteration(),
            row.corpusTokens() == 0
                ? "without imatrix"
                : "imatrix from " + Numbers.tokens(row.corpusTokens()),
            row.whyRecommended(best));
  }

  private String returnsOf(String type) {
    Optional<DiminishingReturnsRow> last =
        returns.stream()
            .filter(row -> row.quantType().equals(type))
            .max(Comparator.comparingInt(DiminishingReturnsRow::iteration));
    if (last.isEmpty()) {
      return "";
    }
    String threshold = Numbers.percent(experiment.settings().tau(), 1);
    if (last.get().plateau()) {
      return "Plateau: " + PlateauWords.of(last.get().smallSteps(), "", threshold) + ".";
    }
    if (last.get().gain().isEmpty()) {
      return "Whether more text helps can't be told yet: replicates show what the luck of the text"
          + " does.";
    }
    return "No plateau yet: %s. Another doubling: %s better%s."
        .formatted(
            PlateauWords.notYet(
                last.get().smallSteps(), experiment.settings().plateauK(), threshold),
            Numbers.percent(last.get().gain().getAsDouble(), 1),
            JudgementText.interval(last.get().gainLow(), last.get().gainHigh()));
  }

  List<Map<String, Object>> rows() {
    return byType.values().stream().flatMap(List::stream).map(this::row).toList();
  }

  /** Ranking and diminishing returns. */
  public Map<String, Object> document() {
    return Json.object(
        "experiment", experiment.name(),
        "baseline_logits", logits.map(LogitsSource::document).orElse(null),
        "noise_floor", noiseFloor.map(NoiseFloor::document).orElse(null),
        "quarantine", QuarantineReport.document(tracker, List.of(experiment)),
        "ranking", rows(),
        "diminishing_returns",
            returns.stream()
                .filter(row -> byType.containsKey(row.quantType()))
                .map(RecordValues::of)
                .toList());
  }

  private Map<String, Object> row(RankingRow row) {
    Map<String, Object> document =
        RecordValues.without(row, "iteration_id", "quant", "statistics", "judgement");
    document.putAll(RecordValues.of(row.judgement()));
    if (row.recommended()) {
      document.put("at_most_worse", atMostWorse.get(row.quantType()));
    }
    document.put("kept_tensors", fallbacks.kept(row.quantType()).document());
    document.put("fallback_share", fallbacks.share(row.quantType()));
    document.putAll(row.statistics().byKey());
    if (heldOut.containsKey(row.quant())) {
      document.put("held_out", heldOut.get(row.quant()).byKey());
    }
    return document;
  }
}
