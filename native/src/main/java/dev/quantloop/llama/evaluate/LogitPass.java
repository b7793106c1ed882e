package dev.quantloop.llama.evaluate;

import dev.quantloop.llama.AbortSignal;
import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.model.Context;
import dev.quantloop.llama.model.ContextLanes;
import dev.quantloop.llama.model.Contexts;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.score.LogitRows;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One pass of a model over text that hands out the logits of the scored positions. Not thread-safe.
 * {@link #close} frees its contexts; the model stays the caller's.
 */
public final class LogitPass implements AutoCloseable {
  /** While one's logits are used and one's are copied, a third computes. */
  static final int LANES_ON_GPU = 3;

  private final LogitSteps steps;
  private final Model model;
  private final ThreadShare share;
  private final Contexts<Context> contexts;

  /** With one context. */
  LogitPass(Model model, LogitSteps steps, AbortSignal abort) {
    this(model, steps, abort, ThreadShare.all(steps.settings().threads()));
  }

  LogitPass(Model model, LogitSteps steps, AbortSignal abort, ThreadShare share) {
    this.model = model;
    this.steps = steps;
    this.share = share;
    this.contexts =
        new Contexts<>(model.library(), () -> new Context(model, steps.settings(), null, abort));
  }

  /** Given the rows of a chunk, in the order of the text, in one or several pieces. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * @param chunk its number in the text
     * @param firstRow number of the first row among the scored rows of the chunk
     * @param logits rows 0 … targets.length−1, and where these end the chunk, that of its last
     *     position; valid during the call
     * @param targets the tokens that the rows should predict
     */
    void rows(int chunk, int firstRow, LogitRows logits, int[] targets);
  }

  public static LogitPass open(
      Model model, DecodeSettings settings, ScoredPositions positions, AbortSignal abort) {
    int lanes = model.lanes(LANES_ON_GPU);
    LogitSteps steps = LogitSteps.of(settings, positions, lanes, model.vocabularySize());
    LogitPass pass = new LogitPass(model, steps, abort);
    pass.widen(lanes);
    return pass;
  }

  /** Opens further contexts, up to {@code lanes} where there is room, to decode ahead. */
  void widen(int lanes) {
    contexts.widen(lanes);
  }

  /**
   * @param tokens n·contextSize token ids
   * @throws AbortedException if the signal was raised
   */
  public void run(int[] tokens, Visitor visitor) {
    List<Context.Step> all = steps.of(tokens.length / contextSize());
    try (ContextLanes<FloatBuffer> lanes = decode(tokens, all)) {
      for (Context.Step step : all) {
        LogitRows rows = rows(lanes.take());
        for (int i = 0; i < step.chunks() && rows != null; i++) {
          int chunk = step.firstChunk() + i;
          visitor.rows(chunk, firstRow(step), ofChunk(rows, step, i), targets(tokens, step, chunk));
        }
        lanes.release();
      }
    }
  }

  /**
   * Decodes steps. Each gives the rows of all its chunks, chunk after chunk, as a view of native
   * memory, or null if none of them is scored. The last position of a chunk is among them although
   * nothing is known to score it by: ggml computes the rest of an odd number of rows with other
   * kernels, and the figures would depend on the batching.
   */
  ContextLanes<FloatBuffer> decode(int[] tokens, List<Context.Step> steps) {
    int leftOver = leftOver(steps);
    List<ContextLanes.Lane<FloatBuffer>> lanes = new ArrayList<>();
    for (Context context : contexts.all()) {
      lanes.add(
          step ->
              share.lend(
                  step.firstChunk() >= leftOver,
                  threads -> decode(context, tokens, step, threads)));
    }
    return new ContextLanes<>(lanes, steps);
  }

  /** The first chunk of those that one context decodes while the others have none. */
  private int leftOver(List<Context.Step> steps) {
    if (contexts.all().size() == 1) {
      return 0;
    }
    long groups = steps.stream().filter(step -> step.from() == 0).count();
    return groups % contexts.all().size() == 1
        ? steps.get(steps.size() - 1).firstChunk()
        : Integer.MAX_VALUE;
  }

  private FloatBuffer decode(Context context, int[] tokens, Context.Step step, int threads) {
    context.useThreads(threads);
    context.decode(tokens, step, steps.first());
    return hasRows(step) ? context.logits(step.outputs(steps.first()) * step.chunks()) : null;
  }

  boolean hasRows(Context.Step step) {
    return step.rows(steps.first(), contextSize()) > 0;
  }

  /** What a decoded step gave, as rows; null stays null. */
  LogitRows rows(FloatBuffer logits) {
    return logits == null ? null : LogitRows.of(logits, vocabularySize());
  }

  int firstRow(Context.Step step) {
    return step.firstScored(steps.first()) - steps.first();
  }

  /** The part of a step's rows that belongs to its i-th chunk. */
  LogitRows ofChunk(LogitRows rows, Context.Step step, int i) {
    int offset = i * step.outputs(steps.first());
    return (row, column, into, count) -> rows.copy(offset + row, column, into, count);
  }

  /** The tokens that a step's rows of a chunk should predict. */
  int[] targets(int[] tokens, Context.Step step, int chunk) {
    int from = chunk * contextSize() + step.firstScored(steps.first()) + 1;
    return Arrays.copyOfRange(tokens, from, from + step.rows(steps.first(), contextSize()));
  }

  LogitSteps steps() {
    return steps;
  }

  private int contextSize() {
    return steps.settings().contextSize();
  }

  int vocabularySize() {
    return model.vocabularySize();
  }

  @Override
  public void close() {
    contexts.all().forEach(Context::close);
  }
}
