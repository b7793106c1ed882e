package dev.quantloop.app.loop;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RankingRow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a run says of an iteration, in a line each. */
final class IterationLines {
  private IterationLines() {}

  /** "iteration 2: 8.2k tokens (6 chunks prose, 5 code)". */
  static String started(Iteration iteration, LoopContext context) {
    if (iteration.recipe().isEmpty()) {
      return "iteration " + iteration.number() + ": without imatrix";
    }
    List<String> parts = new ArrayList<>();
    for (RecipePart part : iteration.recipe()) {
      parts.add(part.chunks() + " " + context.pool().corpusOf(part).name());
    }
    return "iteration %d: %s (chunks: %s)"
        .formatted(
            iteration.number(), Numbers.tokens(iteration.corpusTokens()), String.join(", ", parts));
  }

  /** "iteration 2: Q4_K_M 0.0731 (-2.3 %, improved); Q2_K 0.9012 (+0.4 %, no clear change)". */
  static String result(Iteration iteration, Tracker tracker) {
    return "iteration "
        + iteration.number()
        + ": "
        + tracker.rankings().ranking(iteration.experiment()).stream()
            .filter(row -> row.iteration() == iteration.number())
            .map(IterationLines::score)
            .collect(Collectors.joining("; "));
  }

  private static String score(RankingRow row) {
    String change =
        row.change().isPresent() ? Numbers.change(row.change().getAsDouble(), 1) + ", " : "";
    return "%s %s (%s%s)"
        .formatted(row.quantType(), Numbers.score(row.composite()), change, row.verdict().word());
  }
}
