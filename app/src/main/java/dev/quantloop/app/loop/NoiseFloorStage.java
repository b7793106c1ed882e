package dev.quantloop.app.loop;

import dev.quantloop.app.UserException;
import dev.quantloop.app.chunktext.EvaluationText;
import dev.quantloop.app.engine.ChunkResults;
import dev.quantloop.app.engine.KldEvaluation;
import dev.quantloop.app.format.NoiseFloorText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NoRoomException;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.score.ChunkScores;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.record.NoiseFloor;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.stats.ChunkPlace;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureValues;
import java.util.List;
import java.util.Optional;

/**
 * Scores the baseline against itself, or its stored predictions, before the first quant is scored,
 * on a few chunks, so that what rounding does to figures is known. A run goes on where that can't
 * be done, with less on the GPU where only room is lacking.
 */
record NoiseFloorStage(
    LoopContext context, KldEvaluation evaluation, Optional<StoredChunks> stored) {
  private static final int CHUNKS = 4;

  /** Nats a token that no model is from its own predictions, however it is computed. */
  private static final double OTHER_MODEL = 0.1;

  /** Does nothing where it is known. */
  void run(EvaluationText text, Provenance provenance) {
    var evaluations = context.tracker().evaluations();
    if (evaluations.noiseFloor(context.experiment().id()).isPresent() || !needsModel()) {
      return;
    }
    try {
      measured(text, provenance)
          .ifPresent(
              floor -> {
                evaluations.record(context.experiment().id(), floor);
                context.report().say(NoiseFloorText.line(Optional.of(floor), stored.isPresent()));
              });
    } catch (AbortedException | NoRoomException e) {
      throw e;
    } catch (LlamaException e) {
      context.report().warning("the noise floor can't be measured: " + e.getMessage());
    }
  }

  /** Files are judged against stored predictions without the model, which may not even fit. */
  private boolean needsModel() {
    return stored.isEmpty() || !context.experiment().judges();
  }

  /** Empty where the baseline is broken, which its evaluation will report. */
  private Optional<NoiseFloor> measured(EvaluationText text, Provenance provenance) {
    List<ChunkResult> all = ofItself(text).stream().map(ChunkResults::of).toList();
    List<ChunkResult> results = all.stream().filter(ChunkResult::isFinite).toList();
    boolean mayLeaveOut = context.settings().quarantine() && !results.isEmpty();
    if (results.size() < all.size() && !mayLeaveOut) {
      return Optional.empty();
    }
    FigureValues statistics = ChunkResult.statistics(results);
    stored.ifPresent(it -> requireSameModel(it, statistics.get(Figure.MEAN)));
    DecodeSettings own = context.engine().settings();
    DecodeSettings other = stored.isPresent() ? own : own.roundedDifferently();
    return Optional.of(
        new NoiseFloor(
            results.size(), other.ubatchSize(), other.threads(), statistics, provenance));
  }

  private List<ChunkScores> ofItself(EvaluationText whole) {
    EvaluationText text = first(whole);
    int[] tokens = text.tokensFrom(0);
    return stored
        .map(it -> evaluation.ofItself(it.file(), it.from(text, 0), tokens))
        .orElseGet(() -> evaluation.ofItself(tokens));
  }

  private void requireSameModel(StoredChunks file, double mean) {
    if (mean > OTHER_MODEL) {
      throw new UserException(
          "the logits in %s are not those of %s, which is %s nats a token from them: give those of this model"
              .formatted(file.file().path(), context.model(), Numbers.fixed(mean, 2)));
    }
  }

  /** Of the first chunks that count. */
  private EvaluationText first(EvaluationText text) {
    List<ChunkPlace> first =
        text.order().stream().filter(place -> !isAside(text, place)).limit(CHUNKS).toList();
    return text.inOrder(first);
  }

  private boolean isAside(EvaluationText text, ChunkPlace place) {
    return context.tracker().quarantine().of(text.sets().get(place.set()).id()).get(place.chunk());
  }
}
