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
   * Whether a chunk's are finite. If not, the chunk is aside.
   *
   * @param baseline empty where a file stands for it
   * @param name of the candidate
   * @throws NotFiniteException if the baseline's are not and the chunk is not put aside
   * @throws CandidateException if the candidate's are not and the chunk is not put aside
   */
  boolean accepts(ChunkScores scores, Optional<Model> baseline, Model candidate, String name) {
    if (!areFinite(doubles(scores.baseNll()))) {
      requireAside(scores.chunk(), Optional.empty(), "the baseline", baseline);
      return false;
    } else if (!areFinite(doubles(scores.nll())) || !areFinite(doubles(scores.kld()))) {
      requireAside(scores.chunk(), Optional.of(name), name, Optional.of(candidate));
      return false;
    }
    return true;
  }

  /**
   * The same for a chunk of which no more is known than this.
   *
   * @throws NotFiniteException if they are not finite and the chunk is not put aside
   */
  public boolean accepts(double[] nll, Model model, int chunk) {
    boolean finite = areFinite(Arrays.stream(nll));
    if (!finite) {
      requireAside(chunk, Optional.empty(), model.file().toString(), Optional.of(model));
    }
    return finite;
  }

  /**
   * Puts a chunk aside whose logits are not finite.
   *
   * @param candidate whose; empty where the baseline's are
   * @param name of the model
   * @param model itself, where it is loaded
   * @throws NotFiniteException if the baseline's are not and the chunk is not put aside
   * @throws CandidateException if the candidate's are not and the chunk is not put aside
   */
  void requireAside(int chunk, Optional<String> candidate, String name, Optional<Model> model) {
    if (text.aside().holds(chunk)) {
      return;
    }
    NotFiniteException reason = refusal(name, model, chunk);
    if (!text.aside().put(chunk, candidate, reason)) {
      throw candidate
          .<LlamaException>map(which -> new CandidateException(which, reason))
          .orElse(reason);
    }
  }

  private static boolean areFinite(DoubleStream figures) {
    return figures.allMatch(Double::isFinite);
  }

  private static DoubleStream doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]);
  }

  private NotFiniteException refusal(String name, Optional<Model> model, int chunk) {
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
