package dev.quantloop.app.loop;

import dev.quantloop.app.chunktext.EvaluationText;
import dev.quantloop.app.engine.KldEvaluation;
import dev.quantloop.app.format.NoiseFloorText;
import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NoRoomException;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.score.ChunkScores;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.NoiseFloor;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.stats.ChunkPlace;
import java.util.List;
import java.util.Optional;

/**
 * Scores the baseline against itself before the first quant is scored, on a few chunks, so that
 * what rounding does to figures is known. A run goes on where that can't be done, with less on the
 * GPU where only room is lacking.
 */
record NoiseFloorStage(LoopContext context, KldEvaluation evaluation) {
  private static final int CHUNKS = 4;

  /** Does nothing where it is known. */
  void run(EvaluationText text, Provenance provenance) {
    var evaluations = context.tracker().evaluations();
    if (evaluations.noiseFloor(context.experiment().id()).isPresent()) {
      return;
    }
    try {
      measured(text, provenance)
          .ifPresent(
              floor -> {
                evaluations.record(context.experiment().id(), floor);
                context.report().say(NoiseFloorText.line(Optional.of(floor)));
              });
    } catch (AbortedException | NoRoomException e) {
      throw e;
    } catch (LlamaException e) {
      context.report().warning("the noise floor can't be measured: " + e.getMessage());
    }
  }

  /** Empty where the baseline is broken, which its evaluation will report. */
  private Optional<NoiseFloor> measured(EvaluationText text, Provenance provenance) {
    List<ChunkResult> all =
        evaluation.ofItself(tokens(text)).stream().map(NoiseFloorStage::result).toList();
    List<ChunkResult> results = all.stream().filter(ChunkResult::isFinite).toList();
    boolean mayLeaveOut = context.settings().quarantine() && !results.isEmpty();
    if (results.size() < all.size() && !mayLeaveOut) {
      return Optional.empty();
    }
    DecodeSettings other = context.engine().settings().roundedDifferently();
    return Optional.of(
        new NoiseFloor(
            results.size(),
            other.ubatchSize(),
            other.threads(),
            ChunkResult.statistics(results),
            provenance));
  }

  /** Of the first chunks that count. */
  private int[] tokens(EvaluationText text) {
    List<ChunkPlace> first =
        text.order().stream().filter(place -> !isAside(text, place)).limit(CHUNKS).toList();
    return text.inOrder(first).tokensFrom(0);
  }

  private boolean isAside(EvaluationText text, ChunkPlace place) {
    return context.tracker().quarantine().of(text.sets().get(place.set()).id()).get(place.chunk());
  }

  private static ChunkResult result(ChunkScores s) {
    return new ChunkResult(
        s.chunk(), s.kld(), s.baseNll(), s.nll(), s.sameTop(), Optional.of(s.baseTop()));
  }
}
