package dev.quantloop.app.cli.report;

import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.JudgementText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Question;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RankingRow;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Chunks that were chosen by their KL divergence, against as many at random. */
public final class MineReport {
  private final Tracker tracker;
  private final Experiment experiment;
  private final Iteration mined;
  private final Iteration random;
  private final List<RankingRow> rows;
  private final ReplicatesReport furtherDraws;
  private final Comparison held;

  /** Judges what is not judged yet. */
  public MineReport(Tracker tracker, Experiment experiment, Iteration mined, Iteration random) {
    this.tracker = tracker;
    this.experiment = experiment;
    this.mined = mined;
    this.random = random;
    tracker.verdicts().judge(experiment.id());
    List<RankingRow> all = tracker.rankings().ranking(experiment.id());
    this.rows = List.of(row(all, mined), row(all, random));
    this.furtherDraws = new ReplicatesReport(tracker, random.id());
    this.held =
        tracker
            .verdicts()
            .comparisons(experiment.id())
            .apply(rows.get(1).quant(), rows.get(0).quant())
            .orElseThrow()
            .verdict();
  }

  private static RankingRow row(List<RankingRow> all, Iteration iteration) {
    return all.stream()
        .filter(row -> row.iterationId().equals(iteration.id()))
        .findFirst()
        .orElseThrow();
  }

  public void print(PrintWriter out) {
    TextTable table = new TextTable(">iteration", "chunks", "type", ">composite", "95 % interval");
    List.of(mined, random)
        .forEach(
            iteration -> {
              RankingRow row = rows.get(iteration == mined ? 0 : 1);
              table.row(
                  iteration.number(),
                  iteration.label().orElse(""),
                  row.quantType(),
                  Numbers.score(row.composite()),
                  row.compositeLow().isEmpty()
                      ? ""
                      : Numbers.score(row.compositeLow().getAsDouble())
                          + " to "
                          + Numbers.score(row.compositeHigh().getAsDouble()));
            });
    table.print(out);
    if (!furtherDraws.isEmpty()) {
      out.println("Further draws at random: " + furtherDraws.inWords(ownComposite()));
    }
    out.println(sentence());
    out.println("Rests on " + JudgementText.evaluated(rows.get(0).judgement()));
    QuarantineReport.print(tracker, List.of(experiment), out);
    out.flush();
  }

  private Map<String, Double> ownComposite() {
    return Map.of(rows.get(1).quantType(), rows.get(1).composite());
  }

  private String sentence() {
    if (held.outcome() == Verdict.UNDECIDED) {
      return "Whether the choice helps can't be told: " + held.reason().orElse("");
    }
    return "Chosen against random, as %s: %s, %s"
        .formatted(
            held.question() == Question.RECIPE
                ? "recipes (%s at random)"
                    .formatted(Numbers.amount(held.referenceReplicates(), "draw"))
                : "files (other text of the same kind may come out differently)",
            JudgementText.change(held.change(), held.reach()),
            held.outcome().word());
  }

  /** All that is known. */
  public Map<String, Object> document() {
    Map<String, Object> comparison = held.values();
    comparison.put("question", held.question().word());
    comparison.put("verdict", held.outcome().word());
    return Json.object(
        "experiment", experiment.name(),
        "quant_type", rows.get(0).quantType(),
        "quarantine", QuarantineReport.document(tracker, List.of(experiment)),
        "chosen", document(mined, rows.get(0)),
        "random", document(random, rows.get(1)),
        "further_draws", furtherDraws.document(ownComposite()),
        "chosen_against_random", comparison);
  }

  private static Map<String, Object> document(Iteration iteration, RankingRow row) {
    Map<String, Object> document =
        Json.object(
            "iteration", iteration.number(),
            "label", iteration.label().orElse(null),
            "corpus_tokens", iteration.corpusTokens(),
            "composite_low", row.compositeLow(),
            "composite_high", row.compositeHigh());
    document.putAll(row.statistics().byKey());
    return document;
  }
}
