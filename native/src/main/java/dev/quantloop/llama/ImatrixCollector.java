package dev.quantloop.llama;

import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.util.Map;

/**
 * Runs text through a model and sums the squares of what enters its weights, as llama-imatrix does,
 * but in double. Not thread-safe. {@link #close} frees the context; the model stays the caller's.
 */
public final class ImatrixCollector implements AutoCloseable {
  private final DecodeSettings settings;
  private final ActivationReader reader;
  private final Context context;
  private long chunks;
  private boolean spoilt;

  private ImatrixCollector(
      Model model, DecodeSettings settings, boolean processOutput, AbortSignal abort) {
    this.settings = settings;
    this.reader = new ActivationReader(model.library(), processOutput);
    this.context = Context.open(model, settings, reader, abort);
  }

  /**
   * @param processOutput also collects for {@code output.weight}, which quantizers rarely want
   */
  public static ImatrixCollector open(
      Model model, DecodeSettings settings, boolean processOutput, AbortSignal abort) {
    return new ImatrixCollector(model, settings.inSmallBatches(), processOutput, abort);
  }

  /**
   * Adds the activations of whole chunks to the sums.
   *
   * @param tokens n·contextSize token ids; the first of each chunk is taken for BOS where the
   *     vocabulary adds one
   * @param progress told of chunks
   * @throws AbortedException if the signal was raised; the sums are then of no use
   */
  public void collect(int[] tokens, ProgressListener progress) {
    int total = tokens.length / settings.contextSize();
    if (total * settings.contextSize() != tokens.length) {
      throw new IllegalArgumentException(tokens.length + " tokens are no whole chunks");
    }
    spoilt = true;
    for (Context.Step step : Context.steps(settings, total)) {
      // Every token asks for logits, or llama.cpp would skip work in the last layer.
      context.decode(tokens, step, 0);
      reader.endOfDecode();
      if (step.endsChunks(settings.contextSize())) {
        progress.advanced(step.firstChunk() + step.chunks(), total);
      }
    }
    chunks += total;
    spoilt = false;
  }

  /**
   * A copy of the sums so far.
   *
   * @throws LlamaException if an activation was not finite
   */
  public ImatrixSums sums() {
    if (spoilt) {
      throw new IllegalStateException("collecting was cut short: these sums are incomplete");
    }
    ImatrixSums result = new ImatrixSums(settings.contextSize());
    result.addChunks(chunks);
    for (Map.Entry<String, ActivationSums> weight : reader.sums().entrySet()) {
      copy(weight.getKey(), weight.getValue(), result);
    }
    return result;
  }

  /** A weight with several matrices but no routing is one row of columns with one count. */
  private static void copy(String name, ActivationSums from, ImatrixSums into) {
    int matrices = from.matrices();
    int columns = from.columns();
    ImatrixEntry entry =
        from.routed()
            ? into.entry(name, columns, matrices)
            : into.entry(name, columns * matrices, 1);
    for (int matrix = 0; matrix < matrices; matrix++) {
      double[] sums = from.sums(matrix);
      requireFinite(name, sums);
      System.arraycopy(sums, 0, entry.sums(), matrix * columns, columns);
      if (from.routed() || matrix == 0) {
        entry.counts()[matrix] = from.count(matrix);
      }
    }
  }

  private static void requireFinite(String name, double[] sums) {
    for (double sum : sums) {
      if (!Double.isFinite(sum)) {
        throw new LlamaException(
            "the activations that enter "
                + name
                + " are not finite: the model is broken, or this text breaks it");
      }
    }
  }

  /** Forgets the sums, to start on another text. */
  public void reset() {
    reader.clear();
    chunks = 0;
    spoilt = false;
  }

  @Override
  public void close() {
    context.close();
  }
}
