package dev.quantloop.app.guide;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.guide.Suggestion.Kind;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.stats.PairedComparison;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Whether the evaluation can tell what it is asked; both rules need a new experiment. */
final class EvaluationRules {
  /** Fewer chunks more than this are not worth an experiment of their own. */
  private static final double WORTHWHILE = 1.5;

  /** Up to here a context counts as short; llama-imatrix's own default is below it. */
  private static final int SHORT_CONTEXT = 1024;

  private static final int LONG_CONTEXT = 2048;

  private EvaluationRules() {}

  /**
   * Where the interval of the difference that decides is wider than the difference itself, and than
   * the threshold that it is to be compared with, or there is none, for want of documents to
   * evaluate on.
   */
  static Optional<Suggestion> moreChunks(Evidence evidence) {
    SuggestedExperiment again = new SuggestedExperiment(evidence);
    if (!again.repeatable()) {
      return Optional.empty();
    }
    return hidden(evidence).flatMap(step -> moreChunks(evidence, again, step));
  }

  /** The step of the type with the fewest bits that is hidden in noise. */
  static Optional<Trend.Step> hidden(Evidence evidence) {
    return evidence.trends().stream()
        .flatMap(trend -> trend.decline().or(trend::lastStep).stream())
        .filter(step -> isHidden(evidence, step))
        .findFirst();
  }

  static boolean isHidden(Evidence evidence, Trend.Step step) {
    double decisive = Math.max(evidence.settings().tau(), Math.abs(step.change()));
    return tooFew(evidence, step).isPresent()
        || halfWidth(evidence, step).filter(half -> half > decisive).isPresent();
  }

  /** How many documents the files were evaluated on, where no interval can be had from them. */
  private static Optional<Integer> tooFew(Evidence evidence, Trend.Step step) {
    return evidence
        .comparison(step)
        .map(held -> held.file().clusters())
        .filter(clusters -> clusters < PairedComparison.LEAST_CLUSTERS);
  }

  /** That of the two files: what more documents can narrow. */
  private static Optional<Double> halfWidth(Evidence evidence, Trend.Step step) {
    return evidence
        .comparison(step)
        .filter(held -> held.file().reach().isPresent())
        .map(held -> held.file().reach().getAsDouble());
  }

  private static Optional<Suggestion> moreChunks(
      Evidence evidence, SuggestedExperiment again, Trend.Step step) {
    int now = evidence.settings().evaluationChunks();
    int size = evidence.settings().nCtx();
    int chunks = (int) Math.min(wanted(evidence, step, now), roomForEvaluation(evidence, size));
    OptionalInt pool = again.poolChunks(size, chunks);
    Optional<String> name = again.name("-eval" + chunks);
    if (chunks < WORTHWHILE * now || pool.isEmpty() || name.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Suggestion.ready(
            Kind.MORE_EVALUATION_CHUNKS,
            "Evaluate on %d chunks of each source instead of %d".formatted(chunks, now),
            noiseReason(evidence, step, name.get()),
            cost(evidence, chunks * evidence.evaluationSets().size(), pool.getAsInt()),
            again.create(again.like(name.get(), size, chunks, pool.getAsInt()))));
  }

  /** An interval narrows with the square root of the chunks. */
  private static double wanted(Evidence evidence, Trend.Step step, int now) {
    Optional<Integer> documents = tooFew(evidence, step);
    if (documents.isPresent()) {
      return Math.ceil(2.0 * now * PairedComparison.LEAST_CLUSTERS / documents.get());
    }
    double noise = halfWidth(evidence, step).orElseThrow();
    double decisive = Math.max(evidence.settings().tau(), Math.abs(step.change()));
    return Math.ceil(now * Math.pow(noise / Math.max(decisive, 1e-3), 2));
  }

  /**
   * Half of the shortest source: the pool needs the rest. How much more a source for evaluation
   * alone has is not on record.
   */
  private static int roomForEvaluation(Evidence evidence, int contextSize) {
    long room = Long.MAX_VALUE;
    for (EvaluationSet set : evidence.evaluationSets()) {
      Optional<Corpus> pool =
          evidence.corpora().stream().filter(c -> c.id().equals(set.corpus())).findFirst();
      if (pool.isPresent()) {
        room = Math.min(room, pool.get().tokens() / contextSize / 2);
      } else if (!evidence.settings().wholeEvaluation()) {
        room = Math.min(room, (long) set.chunks() * evidence.settings().nCtx() / contextSize);
      }
    }
    return room == Long.MAX_VALUE ? 0 : (int) room;
  }

  private static String noiseReason(Evidence evidence, Trend.Step step, String name) {
    Optional<Integer> documents = tooFew(evidence, step);
    if (documents.isPresent()) {
      return "Quants are evaluated on %s; to tell differences from luck takes %d at least. Then run %s."
          .formatted(
              Numbers.amount(documents.get(), "document"), PairedComparison.LEAST_CLUSTERS, name);
    }
    return "The change of %s from %s to %s, %s, may be due to the choice of the evaluation text: more documents narrow the interval. Then run %s."
        .formatted(
            step.to().quantType(),
            Words.iteration(step.from()),
            Words.iteration(step.to()),
            Words.change(evidence, step),
            name);
  }

  /**
   * The same iterations again, with the replicates that they may get. At most: what its ledger can
   * share with others is seen when it runs.
   */
  private static Cost cost(Evidence evidence, int evaluationChunks, int poolChunks) {
    int size = evidence.settings().nCtx();
    int calibration = (int) Math.min(evidence.largestPlanned() / size, poolChunks);
    List<String> types =
        evidence.iterations().stream()
            .flatMap(
                iteration ->
                    Collections.nCopies(1 + replicates(evidence, iteration), iteration.quantTypes())
                        .stream())
            .flatMap(List::stream)
            .toList();
    long evaluation = (types.size() + 1L) * evaluationChunks * size;
    return evidence.speeds().cost(calibration, size, types, evaluation, true);
  }

  private static int replicates(Evidence evidence, Iteration iteration) {
    boolean grown = iteration.kind() == IterationKind.PLANNED && !iteration.recipe().isEmpty();
    return grown ? evidence.settings().replicates() : 0;
  }

  /** Last of all: where everything else is settled, a check that seldom changes the choice. */
  static Optional<Suggestion> longerContext(Evidence evidence) {
    SuggestedExperiment again = new SuggestedExperiment(evidence);
    int now = evidence.settings().nCtx();
    int context = Math.min(LONG_CONTEXT, evidence.model().trainingContext());
    boolean makesSense = now < SHORT_CONTEXT && context >= 2 * now && again.repeatable();
    return makesSense ? longerContext(evidence, again, context) : Optional.empty();
  }

  private static Optional<Suggestion> longerContext(
      Evidence evidence, SuggestedExperiment again, int context) {
    int now = evidence.settings().nCtx();
    int chunks = Math.max(1, evidence.settings().evaluationChunks() * now / context);
    OptionalInt pool = again.poolChunks(context, chunks);
    Optional<String> name = again.name("-c" + context);
    if (pool.isEmpty() || name.isEmpty()) {
      return Optional.empty();
    }
    Cost sameText = cost(evidence, evidence.evaluationChunks(), pool.getAsInt() * context / now);
    return Optional.of(
        Suggestion.ready(
            Kind.LONGER_CONTEXT,
            "Check with chunks of %d tokens".formatted(context),
            "All figures are from chunks of %d tokens; the model was trained on up to %s. If you use long contexts, check there once; the choice seldom changes. Then run %s."
                .formatted(now, Numbers.count(evidence.model().trainingContext()), name.get()),
            // Attention over more tokens was never timed here.
            new Cost(
                sameText.calibrationTokens(),
                sameText.evaluationTokens(),
                OptionalDouble.empty(),
                true),
            again.create(again.like(name.get(), context, chunks, pool.getAsInt()))));
  }
}
