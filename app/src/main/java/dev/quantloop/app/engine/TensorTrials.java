package dev.quantloop.app.engine;

import com.sun.jna.Memory;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.evaluate.KldPass;
import dev.quantloop.llama.evaluate.LogitPass;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelWeights;
import dev.quantloop.llama.quantize.SimulatedQuantizer;
import dev.quantloop.llama.score.BaselineLogFile;
import dev.quantloop.llama.score.ChunkScores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One loaded model of which tensors are quantized and made floats of again, and which is then
 * scored against what it was. Its logits from before lie in a temporary file. Used by one thread;
 * close it to free the memory and delete the file.
 */
public final class TensorTrials implements AutoCloseable {
  private final Engine engine;
  private final int[] tokens;
  private final SimulatedQuantizer quantizer;
  private final Model model;
  private final ModelWeights weights;
  private final BaselineLogFile logits;
  private final KldPass pass;
  private final Map<String, GgmlType> held = new HashMap<>();
  private final Map<Trial, Double> errors = new HashMap<>();
  private final ExecutorService ahead = Executors.newSingleThreadExecutor(TensorTrials::daemon);
  private Trial expected;
  private CompletableFuture<SimulatedQuantizer.Simulated> prepared;

  /** A tensor of a type. */
  public record Trial(String tensor, GgmlType type) {}

  private TensorTrials(Engine engine, int[] tokens, Opened opened) {
    this.engine = engine;
    this.tokens = tokens;
    this.quantizer = opened.quantizer;
    this.model = opened.model;
    this.weights = opened.weights;
    this.logits = opened.logits;
    this.pass = opened.pass;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "quantloop-trials");
    thread.setDaemon(true);
    return thread;
  }

  /** What is opened step by step, and closed in the reverse order. */
  private static final class Opened implements AutoCloseable {
    private SimulatedQuantizer quantizer;
    private Model model;
    private ModelWeights weights;
    private BaselineLogFile logits;
    private KldPass pass;

    @Override
    public void close() {
      if (pass != null) {
        pass.close();
      }
      if (logits != null) {
        logits.close();
      }
      if (model != null) {
        model.close();
      }
      if (quantizer != null) {
        quantizer.close();
      }
    }
  }

  /**
   * Loads a model and keeps its logits.
   *
   * @param file whose weights are floats, in one file
   * @param imatrix empty for none
   * @param tensors that are to be replaced
   * @param text that is scored
   * @param directory for the temporary file
   * @throws LlamaException where no weight can be replaced
   */
  public static TensorTrials open(
      Engine engine,
      Path file,
      Optional<Path> imatrix,
      Set<String> tensors,
      EvaluatedText text,
      Path directory) {
    Opened opened = new Opened();
    try {
      opened.quantizer =
          SimulatedQuantizer.open(engine.library(), file, imatrix, engine.settings().threads());
      opened.model = engine.load(file, true);
      opened.logits = BaselineLogFile.create(directory, opened.model.vocabularySize());
      BaselineLogFile logits = opened.logits;
      LogitPass.Visitor visitor =
          (chunk, first, rows, targets) -> logits.append(rows, targets.length);
      KldEvaluation.decode(engine, opened.model, text, visitor);
      opened.weights = ModelWeights.among(opened.model, tensors);
      if (opened.weights.names().isEmpty()) {
        throw new LlamaException("the weights of " + file + " can't be replaced in memory");
      }
      opened.pass =
          KldPass.open(
              opened.logits,
              List.of(opened.model),
              engine.settings(),
              engine.positions(),
              engine.stop());
      engine.budget().requireSpareRoom();
      return new TensorTrials(engine, text.tokens(), opened);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** The tensors that can be tried; others take no part in what is computed here. */
  public Set<String> tensors() {
    return weights.names();
  }

  /** What a tensor would lose by weight, estimated where it is large; nothing is decoded. */
  public double estimate(Trial trial) {
    return settled(() -> quantizer.error(trial.tensor(), trial.type()));
  }

  private void expect(Trial trial) {
    if (!model.isOnCpuAlone() && prepared == null) {
      expected = trial;
      prepared =
          CompletableFuture.supplyAsync(() -> quantizer.make(trial.tensor(), trial.type()), ahead);
    }
  }

  /** Gives tensors these types, and all others their floats, and scores the model. */
  public List<ChunkScores> score(Map<String, GgmlType> types) {
    return score(types, ProgressListener.NONE);
  }

  /**
   * The same, where many tensors change, which takes a minute in a large model.
   *
   * @param progress told of tensors that have their type
   */
  public List<ChunkScores> score(Map<String, GgmlType> types, ProgressListener progress) {
    hold(types, progress);
    return score(scores -> false);
  }

  /**
   * The same.
   *
   * @param next what is to change first after this, which is quantized while a GPU computes
   * @param enough whether the chunks so far tell enough
   */
  public List<ChunkScores> score(
      Map<String, GgmlType> types, Optional<Trial> next, Predicate<List<ChunkScores>> enough) {
    hold(types, ProgressListener.NONE);
    next.ifPresent(this::expect);
    return score(enough);
  }

  private List<ChunkScores> score(Predicate<List<ChunkScores>> enough) {
    List<ChunkScores> scores = new ArrayList<>();
    pass.run(
        tokens,
        0,
        new KldPass.Listener() {
          @Override
          public void chunk(int candidate, ChunkScores chunk) {
            scores.add(chunk);
          }

          @Override
          public boolean isEnough() {
            return enough.test(scores);
          }
        });
    return scores;
  }

  /** The error of a tensor that was scored. */
  public double error(Trial trial) {
    return errors.get(trial);
  }

  private void hold(Map<String, GgmlType> types, ProgressListener progress) {
    Set<String> changed = new LinkedHashSet<>(types.keySet());
    changed.addAll(held.keySet());
    changed.removeIf(tensor -> types.get(tensor) == held.get(tensor));
    int done = 0;
    for (String tensor : changed) {
      engine.stop().stopHere();
      hold(tensor, types.get(tensor));
      progress.advanced(++done, changed.size());
    }
  }

  private void hold(String tensor, GgmlType type) {
    held.remove(tensor);
    if (type == null) {
      try (Memory exact = settled(() -> quantizer.exact(tensor))) {
        weights.set(tensor, exact, exact.size());
      }
      return;
    }
    Trial trial = new Trial(tensor, type);
    try (SimulatedQuantizer.Simulated made = make(trial)) {
      weights.set(tensor, made.data(), made.data().size());
      errors.put(trial, made.error());
    }
    held.put(tensor, type);
  }

  private SimulatedQuantizer.Simulated make(Trial trial) {
    if (prepared != null && trial.equals(expected)) {
      return takePrepared();
    }
    return settled(() -> quantizer.make(trial.tensor(), trial.type()));
  }

  /** The quantizer does one thing at a time. */
  private <T> T settled(Supplier<T> work) {
    if (prepared != null) {
      takePrepared().close();
    }
    return work.get();
  }

  private SimulatedQuantizer.Simulated takePrepared() {
    CompletableFuture<SimulatedQuantizer.Simulated> made = prepared;
    prepared = null;
    try {
      return made.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof LlamaException cause ? cause : e;
    }
  }

  @Override
  public void close() {
    try {
      settled(() -> null);
    } finally {
      ahead.shutdown();
      pass.close();
      logits.close();
      model.close();
      quantizer.close();
    }
  }
}
