package dev.quantloop.llama.evaluate;

import dev.quantloop.llama.model.Context;
import dev.quantloop.llama.model.ContextLanes;
import dev.quantloop.llama.score.LogitRows;
import dev.quantloop.llama.score.LogitScorer;
import dev.quantloop.llama.score.RowScores;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The baseline model itself, decoded beside the candidates where its logits are not remembered. */
final class LiveBaseline implements BaselineSource {
  private final LogitPass pass;
  private final LogitMemory memory;

  /**
   * @param pass closed with this object
   * @param memory the caller's
   */
  LiveBaseline(LogitPass pass, LogitMemory memory) {
    this.pass = pass;
    this.memory = memory;
  }

  @Override
  public BaselineSource.Reading read(int[] tokens, List<Context.Step> steps) {
    Set<Integer> unknown =
        steps.stream()
            .filter(step -> pass.hasRows(step) && remembered(tokens, step) == null)
            .map(Context.Step::firstChunk)
            .collect(Collectors.toSet());
    return new Reading(tokens, steps, unknown);
  }

  private LogitRows remembered(int[] tokens, Context.Step step) {
    return memory.find(key(tokens, step), pass.vocabularySize());
  }

  /**
   * What the logits of a step depend on: the tokens of its chunks, and which of them it decodes.
   */
  private IntBuffer key(int[] tokens, Context.Step step) {
    int contextSize = pass.steps().settings().contextSize();
    int length = step.chunks() * contextSize;
    return IntBuffer.allocate(length + 2)
        .put(tokens, step.firstChunk() * contextSize, length)
        .put(step.from())
        .put(step.to())
        .flip();
  }

  /**
   * One text. What is to be decoded is settled at the start, for the lanes work ahead; chunks of
   * which a piece is not remembered are decoded whole, because each piece needs the one before.
   */
  private final class Reading implements BaselineSource.Reading {
    private final int[] tokens;
    private final Set<Integer> unknown;
    private final ContextLanes<FloatBuffer> lanes;
    private LogitRows rows;
    private boolean decoded;

    /**
     * @param unknown the first chunks of the steps that are to be decoded
     */
    Reading(int[] tokens, List<Context.Step> steps, Set<Integer> unknown) {
      this.tokens = tokens;
      this.unknown = unknown;
      this.lanes =
          pass.decode(
              tokens, steps.stream().filter(step -> unknown.contains(step.firstChunk())).toList());
    }

    @Override
    public void advance(Context.Step step) {
      decoded = unknown.contains(step.firstChunk());
      if (!decoded) {
        rows = remembered(tokens, step);
        return;
      }
      FloatBuffer logits = lanes.take();
      rows = pass.rows(logits);
      if (logits != null) {
        memory.keep(key(tokens, step), logits);
      }
    }

    @Override
    public void score(
        LogitScorer scorer,
        Context.Step step,
        int i,
        LogitRows candidate,
        int[] targets,
        RowScores into) {
      LogitRows own = pass.ofChunk(rows, step, i);
      scorer.score(own, candidate, targets, into, pass.firstRow(step));
    }

    @Override
    public void release() {
      if (decoded) {
        lanes.release();
      }
    }

    @Override
    public void close() {
      lanes.close();
    }
  }

  @Override
  public void close() {
    pass.close();
  }
}
