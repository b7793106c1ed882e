package dev.quantloop.app.cli.report;

import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.app.ledger.Convergence;
import dev.quantloop.app.ledger.Convergence.Agreement;
import dev.quantloop.app.ledger.Convergence.Step;
import java.io.PrintWriter;
import java.util.Map;

/** Whether an imatrix still changes with more text. */
public record ConvergenceReport(Convergence convergence) {
  public void print(PrintWriter out) {
    out.printf(
        "%s: the imatrix of the first tokens against that of all %s, and against as many others%n%n",
        convergence.experiment(), Numbers.tokens(convergence.tokens()));
    TextTable table =
        new TextTable(
            ">tokens",
            ">cosine",
            ">distance",
            ">rank correlation",
            "farthest",
            ">others",
            ">distance to others");
    for (Step step : convergence.steps()) {
      table.row(
          Numbers.count(step.tokens()),
          ImatrixComparisonReport.cosine(step.withAll().cosine()),
          ImatrixComparisonReport.distance(step.withAll().distance()),
          Numbers.fixed(step.withAll().rankCorrelation(), 4),
          farthest(step.withAll()),
          step.withOthers().map(others -> Numbers.count(step.otherTokens())).orElse(""),
          step.withOthers()
              .map(others -> ImatrixComparisonReport.distance(others.distance()))
              .orElse(""));
    }
    table.print(out);
    out.printf(
        "%nTwo disjoint halves differ by %s (cosine %s). If more text is like this text, another doubling moves the imatrix by about %s.%n",
        ImatrixComparisonReport.distance(convergence.halves().distance()),
        ImatrixComparisonReport.cosine(convergence.halves().cosine()),
        ImatrixComparisonReport.distance(convergence.nextDoubling()));
    out.flush();
  }

  private static String farthest(Agreement agreement) {
    return agreement
        .farthest()
        .map(
            weight ->
                "%s (%s)"
                    .formatted(
                        weight.weight().name(),
                        ImatrixComparisonReport.distance(weight.relativeDistance())))
        .orElse("");
  }

  public Map<String, Object> document() {
    return Json.object(
        "experiment", convergence.experiment(),
        "tokens", convergence.tokens(),
        "blocks", convergence.blocks(),
        "steps", convergence.steps().stream().map(ConvergenceReport::step).toList(),
        "halves", agreement(convergence.halves()),
        "next_doubling", convergence.nextDoubling());
  }

  private static Map<String, Object> step(Step step) {
    return Json.object(
        "tokens", step.tokens(),
        "with_all", agreement(step.withAll()),
        "other_tokens", step.withOthers().map(others -> (Object) step.otherTokens()),
        "with_others", step.withOthers().map(ConvergenceReport::agreement));
  }

  private static Map<String, Object> agreement(Agreement agreement) {
    Map<String, Object> document =
        ImatrixComparisonReport.figures(
            agreement.cosine(), agreement.distance(), agreement.rankCorrelation());
    document.put("farthest", agreement.farthest().map(weight -> weight.weight().name()));
    return document;
  }
}
