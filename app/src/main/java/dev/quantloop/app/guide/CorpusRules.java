package dev.quantloop.app.guide;

import dev.quantloop.app.experiment.PlateauWords;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.guide.Suggestion.Kind;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.view.RankingRow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Whether a larger corpus is worth its cost. */
final class CorpusRules {
  private CorpusRules() {}

  /** Empty where the whole pool has been used. */
  static Optional<Suggestion> grow(Evidence evidence) {
    Trend trend = mostPromising(evidence);
    Optional<Suggestion> mix = growMix(evidence, trend);
    if (mix.isPresent()) {
      return mix;
    }
    return new CostEstimator(evidence)
        .sizesToCome().stream()
            .findFirst()
            .map(chunks -> nextOfLoop(evidence, trend, chunks))
            .or(() -> beyondLoop(evidence, trend));
  }

  /** The type that gained most in its last step. */
  private static Trend mostPromising(Evidence evidence) {
    return evidence.trends().stream()
        .filter(trend -> trend.smallSteps() == 0 && trend.lastStep().isPresent())
        .min((a, b) -> Double.compare(a.lastStep().get().change(), b.lastStep().get().change()))
        .orElse(evidence.focus());
  }

  private static Suggestion nextOfLoop(Evidence evidence, Trend trend, int chunks) {
    return Suggestion.ready(
        Kind.DOUBLE_CORPUS,
        title(evidence, evidence.largestPlanned(), chunks),
        reason(evidence, trend),
        new CostEstimator(evidence).ofNext(chunks),
        evidence.loop(OptionalInt.of(1), RunOptions.DEFAULT));
  }

  /** --max ends the loop, but the pool has more. */
  private static Optional<Suggestion> beyondLoop(Evidence evidence, Trend trend) {
    long largest =
        evidence.iterations().stream()
            .filter(i -> evidence.corporaOf(i).equals(evidence.corpora()))
            .mapToLong(i -> i.corpusTokens())
            .max()
            .orElse(0);
    return largest == 0
        ? Optional.empty()
        : iterate(evidence, evidence.corpora(), largest, reason(evidence, trend));
  }

  /** Where a mix that was tried by hand is the best, that mix is worth more text. */
  private static Optional<Suggestion> growMix(Evidence evidence, Trend trend) {
    RankingRow best = trend.best();
    List<Corpus> mix = evidence.corporaOf(evidence.iteration(best.iteration()));
    if (best.kind() != IterationKind.BY_HAND || mix.equals(evidence.corpora())) {
      return Optional.empty();
    }
    String reason =
        "For %s the mix of %s, %s alone, is the best so far."
            .formatted(trend.quantType(), Words.iteration(best), Words.names(mix));
    return iterate(evidence, mix, best.corpusTokens(), reason);
  }

  private static Optional<Suggestion> iterate(
      Evidence evidence, List<Corpus> mix, long from, String reason) {
    int size = evidence.settings().nCtx();
    int chunks = (int) Math.min(2 * from / size, evidence.pool(mix).chunks());
    if ((long) chunks * size <= from) {
      return Optional.empty();
    }
    String title =
        title(evidence, from, chunks)
            + (mix.equals(evidence.corpora()) ? "" : " of " + Words.names(mix));
    return Optional.of(
        SourceRules.iterate(evidence, Kind.DOUBLE_CORPUS, title, reason, mix, chunks, List.of()));
  }

  private static String title(Evidence evidence, long from, int chunks) {
    long to = (long) chunks * evidence.settings().nCtx();
    return from == 0
        ? "Make the first imatrix, from " + Numbers.tokens(to)
        : "Grow the corpus from %s to %s".formatted(Numbers.count(from), Numbers.tokens(to));
  }

  private static String reason(Evidence evidence, Trend trend) {
    if (trend.lastStep().isEmpty()) {
      return "Two corpora are needed to see whether more text helps.";
    }
    Trend.Step step = trend.lastStep().get();
    String change = Words.change(evidence, step);
    if (trend.smallSteps() == 0) {
      return "The last step %s: %s %s from %s to %s."
          .formatted(
              switch (evidence.verdict(step)) {
                case IMPROVED -> "still helped";
                case WORSE -> "did harm";
                default -> "made no detectable difference";
              },
              trend.quantType(),
              change,
              Numbers.count(step.from().corpusTokens()),
              Numbers.tokens(step.to().corpusTokens()));
    }
    return "No plateau yet: %s changed by %s in the last step; %s."
        .formatted(
            trend.quantType(),
            change,
            PlateauWords.notYet(
                trend.smallSteps(), evidence.settings().plateauK(), Words.threshold(evidence)));
  }
}
