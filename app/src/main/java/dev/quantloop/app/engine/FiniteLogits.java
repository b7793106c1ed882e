package dev.quantloop.app.engine;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.collect.ImatrixCollector;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.score.ChunkScores;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Refuses logits that are not finite, which would spoil all statistics, and says on which chunk of
 * which text they came about and which weight's input was the first that was not finite.
 */
public record FiniteLogits(Engine engine, EvaluatedText text) {
  /**
   * Whether a chunk's are finite. If not, the chunk has been put aside, or else this throws as the
   * other methods do.
   */
  boolean accepts(ChunkScores scores, Optional<Model> baseline, Model candidate, String name) {
    return isFine(scores.chunk(), () -> require(scores, baseline, candidate, name));
  }

  /** The same for a chunk of which no more is known than this. */
  public boolean accepts(double[] nll, Model model, int chunk) {
    return isFine(chunk, () -> require(nll, model, chunk));
  }

  private boolean isFine(int chunk, Runnable check) {
    try {
      check.run();
      return true;
    } catch (NotFiniteException e) {
      requireAside(chunk, e, e);
    } catch (CandidateException e) {
      requireAside(chunk, e, (NotFiniteException) e.getCause());
    }
    return false;
  }

  private void requireAside(int chunk, RuntimeException thrown, NotFiniteException reason) {
    if (!engine.report().putAside(chunk, reason)) {
      throw thrown;
    }
  }

  /**
   * @param baseline empty where a file stands for it
   * @param name of the candidate
   * @throws NotFiniteException if the baseline's are not finite
   * @throws CandidateException if the candidate's are not
   */
  private void require(ChunkScores scores, Optional<Model> baseline, Model candidate, String name) {
    if (!areFinite(doubles(scores.baseNll()))) {
      throw refusal("the baseline", baseline, scores.chunk());
    }
    if (!areFinite(doubles(scores.nll())) || !areFinite(doubles(scores.kld()))) {
      throw new CandidateException(name, refusal(name, Optional.of(candidate), scores.chunk()));
    }
  }

  /**
   * @param nll a chunk's
   * @throws NotFiniteException if one is not finite
   */
  private void require(double[] nll, Model model, int chunk) {
    if (!areFinite(Arrays.stream(nll))) {
      throw refusal(model.file().toString(), Optional.of(model), chunk);
    }
  }

  private static boolean areFinite(DoubleStream figures) {
    return figures.allMatch(Double::isFinite);
  }

  private static DoubleStream doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]);
  }

  /**
   * @param name of the model
   * @param model itself, where it is loaded
   */
  NotFiniteException refusal(String name, Optional<Model> model, int chunk) {
    Culprit culprit =
        model.flatMap(loaded -> culprit(loaded, chunk)).orElse(new Culprit(chunk, null));
    String where =
        culprit.weight() == null ? "" : ", nor are the activations that enter " + culprit.weight();
    return new NotFiniteException(
        "the logits of %s on %s are not finite%s: the model is broken, or this text breaks it"
            .formatted(name, text.place(culprit.chunk()), where),
        culprit.weight());
  }

  /**
   * @param weight the first whose input is not finite, or null
   */
  private record Culprit(int chunk, String weight) {}

  /**
   * Chunks that are decoded together share a cache, where one spoils the others: each is read
   * alone. Empty where all inputs are finite and the logits alone are not.
   */
  private Optional<Culprit> culprit(Model model, int reported) {
    int end = Math.min(text.chunks(), reported + engine.settings().chunksPerBatch());
    for (int chunk = reported; chunk < end; chunk++) {
      Optional<String> weight = firstWeight(model, text.tokensOf(chunk));
      if (weight.isPresent()) {
        return Optional.of(new Culprit(chunk, weight.get()));
      }
    }
    return Optional.empty();
  }

  private Optional<String> firstWeight(Model model, int[] chunk) {
    DecodeSettings settings = engine.settings();
    DecodeSettings single =
        settings.withBatchSize(Math.min(settings.batchSize(), settings.contextSize()));
    try (ImatrixCollector collector =
        ImatrixCollector.open(model, single, true, engine.stop()).takeEveryRow()) {
      collector.collect(chunk, ProgressListener.NONE);
      collector.sums();
      return Optional.empty();
    } catch (NotFiniteException e) {
      return e.weight();
    } catch (LlamaException e) {
      return Optional.empty();
    }
  }
}
