package dev.quantloop.llama;

import dev.quantloop.llama.score.LogitRows;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * One pass of a model over text that hands out the logits of the scored positions. Not thread-safe.
 * {@link #close} frees the context; the model stays the caller's.
 */
public final class LogitPass implements AutoCloseable {
  private final DecodeSettings settings;
  private final ScoredPositions positions;
  private final Context context;

  private LogitPass(
      Model model, DecodeSettings settings, ScoredPositions positions, AbortSignal abort) {
    this.settings = settings;
    this.positions = positions;
    this.context = Context.open(model, settings, null, abort);
  }

  /** Given the rows of a chunk, in the order of the text, in one or several pieces. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * @param chunk its number in the text
     * @param firstRow number of the first row among the scored rows of the chunk
     * @param logits rows 0 … targets.length−1; valid during the call
     * @param targets the tokens that the rows should predict
     */
    void rows(int chunk, int firstRow, LogitRows logits, int[] targets);
  }

  public static LogitPass open(
      Model model, DecodeSettings settings, ScoredPositions positions, AbortSignal abort) {
    return new LogitPass(model, settings, positions, abort);
  }

  /**
   * @param tokens n·contextSize token ids
   * @throws AbortedException if the signal was raised
   */
  public void run(int[] tokens, Visitor visitor) {
    int chunks = tokens.length / settings.contextSize();
    for (Context.Step step : Context.steps(settings, chunks)) {
      LogitRows rows = decode(tokens, step);
      for (int i = 0; i < step.chunks() && rows != null; i++) {
        int chunk = step.firstChunk() + i;
        visitor.rows(chunk, firstRow(step), ofChunk(rows, step, i), targets(tokens, step, chunk));
      }
    }
  }

  /**
   * The rows of all chunks of a step, chunk after chunk, or null if none of them is scored. The
   * last position of a chunk is among them although nothing is known to score it by: ggml computes
   * the rest of an odd number of rows with other kernels, and the figures would depend on the
   * batching.
   */
  LogitRows decode(int[] tokens, Context.Step step) {
    FloatBuffer logits = decodeToBuffer(tokens, step);
    return logits == null ? null : LogitRows.of(logits, vocabularySize());
  }

  /** The same as a view of native memory, valid until the next decode. */
  FloatBuffer decodeToBuffer(int[] tokens, Context.Step step) {
    int first = positions.first(settings.contextSize());
    context.decode(tokens, step, first);
    return step.rows(first, settings.contextSize()) == 0
        ? null
        : context.logits(step.outputs(first) * step.chunks());
  }

  int firstRow(Context.Step step) {
    int first = positions.first(settings.contextSize());
    return step.firstScored(first) - first;
  }

  /** The part of a step's rows that belongs to its i-th chunk. */
  LogitRows ofChunk(LogitRows rows, Context.Step step, int i) {
    int offset = i * step.outputs(positions.first(settings.contextSize()));
    return (row, column, into, count) -> rows.copy(offset + row, column, into, count);
  }

  /** The tokens that a step's rows of a chunk should predict. */
  int[] targets(int[] tokens, Context.Step step, int chunk) {
    int first = positions.first(settings.contextSize());
    int from = chunk * settings.contextSize() + step.firstScored(first) + 1;
    return Arrays.copyOfRange(tokens, from, from + step.rows(first, settings.contextSize()));
  }

  DecodeSettings settings() {
    return settings;
  }

  ScoredPositions positions() {
    return positions;
  }

  int vocabularySize() {
    return context.model().vocabularySize();
  }

  @Override
  public void close() {
    context.close();
  }
}
