package dev.quantloop.llama.evaluate;

import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import java.util.OptionalDouble;

/**
 * Measures how fast a model decodes text under several settings. What is timed is what an
 * evaluation does before it scores: whole batches through a {@link LogitPass}, in as many contexts
 * as that uses, with the logits of the second half of each chunk in main memory. Not thread-safe.
 * {@link #close} frees the contexts; the model stays the caller's.
 */
public final class DecodeTrials implements AutoCloseable {
  /** Shorter measurements say more of the moment than of the settings. */
  private static final double LEAST_SECONDS = 1;

  /** What contexts that take turns overlap shows only when each has decoded more than once. */
  private static final int LEAST_ROUNDS_IN_TURNS = 2;

  /** A context's first batch also fills its buffers. */
  private static final double WARM_UP_FACTOR = 2;

  /** A GPU also loads its kernels with the first batch of all. */
  private static final double GPU_WARM_UP_SECONDS = 10;

  private static final double FOREVER_SECONDS = 1e6;
  private static final double NANOS = 1e9;

  private final Model model;
  private final int[] text;
  private DecodeSettings settings;
  private LogitPass pass;
  private volatile long deadline;

  /**
   * @param text any tokens; repeated where more are needed
   */
  public DecodeTrials(Model model, int[] text) {
    if (text.length == 0) {
      throw new IllegalArgumentException("no text to decode");
    }
    this.model = model;
    this.text = text;
  }

  /** Contexts that take turns in an evaluation: 1 on a CPU. */
  public int contexts() {
    return model.lanes(LogitPass.LANES_ON_GPU);
  }

  /**
   * Decodes a batch in each context to warm up, then for about a second, at least a batch.
   *
   * @param slowest tokens a second; what turns out slower may be broken off. 0 for no limit
   * @return tokens a second, or empty if it was broken off
   * @throws LlamaException if there can be no context of these settings, or decoding fails
   */
  public OptionalDouble measure(DecodeSettings wanted, double slowest) {
    try {
      open(wanted);
      int round = contexts() * wanted.effective(contexts()).chunksPerBatch();
      double warmUp = seconds(round, allowedToWarmUp(round, slowest));
      int rounds = rounds(warmUp);
      double seconds = seconds(rounds * round, allowed(rounds * round, slowest));
      return OptionalDouble.of(tokens(rounds * round) / seconds);
    } catch (AbortedException e) {
      close();
      return OptionalDouble.empty();
    } catch (LlamaException e) {
      close();
      throw e;
    }
  }

  private void open(DecodeSettings wanted) {
    if (wanted.equals(settings)) {
      return;
    }
    close();
    pass =
        LogitPass.open(
            model, wanted, ScoredPositions.SECOND_HALF, () -> System.nanoTime() - deadline > 0);
    settings = wanted;
  }

  private int rounds(double warmUpSeconds) {
    int least = contexts() == 1 ? 1 : LEAST_ROUNDS_IN_TURNS;
    return Math.max(least, (int) Math.ceil(LEAST_SECONDS / warmUpSeconds));
  }

  private double allowedToWarmUp(int chunks, double slowest) {
    double seconds = WARM_UP_FACTOR * allowed(chunks, slowest);
    return contexts() == 1 ? seconds : seconds + GPU_WARM_UP_SECONDS;
  }

  /** Seconds in which chunks may be decoded. */
  private double allowed(int chunks, double slowest) {
    return slowest > 0 ? tokens(chunks) / slowest : Double.POSITIVE_INFINITY;
  }

  private double seconds(int chunks, double allowed) {
    int[] tokens = repeatedText(Math.toIntExact(tokens(chunks)));
    long start = System.nanoTime();
    deadline = start + (long) (Math.min(allowed, FOREVER_SECONDS) * NANOS);
    pass.run(tokens, (chunk, firstRow, logits, targets) -> {});
    return (System.nanoTime() - start) / NANOS;
  }

  private long tokens(int chunks) {
    return (long) chunks * settings.contextSize();
  }

  private int[] repeatedText(int length) {
    int[] tokens = new int[length];
    for (int i = 0; i < length; i++) {
      tokens[i] = text[i % text.length];
    }
    return tokens;
  }

  @Override
  public void close() {
    if (pass != null) {
      pass.close();
    }
    pass = null;
    settings = null;
  }
}
