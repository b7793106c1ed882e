package dev.quantloop.llama.evaluate;

import dev.quantloop.llama.model.Context;
import dev.quantloop.llama.model.ContextLanes;
import dev.quantloop.llama.score.LogitRows;
import dev.quantloop.llama.score.LogitScorer;
import dev.quantloop.llama.score.RowScores;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
    List<Context.Step> unknown =
        steps.stream().filter(step -> remembered(text(tokens, step)) == null).toList();
    return new Reading(tokens, unknown);
  }

  /** The tokens of a step that decodes whole chunks, else null. */
  private IntBuffer text(int[] tokens, Context.Step step) {
    int contextSize = pass.settings().contextSize();
    if (step.from() > 0 || !step.endsChunks(contextSize)) {
      return null;
    }
    int start = step.firstChunk() * contextSize;
    return IntBuffer.wrap(Arrays.copyOfRange(tokens, start, start + step.chunks() * contextSize));
  }

  private LogitRows remembered(IntBuffer text) {
    return text == null ? null : memory.find(text, pass.vocabularySize());
  }

  /** One text. What is to be decoded is settled at the start, for the lanes work ahead. */
  private final class Reading implements BaselineSource.Reading {
    private final int[] tokens;
    private final Set<Context.Step> unknown;
    private final ContextLanes<FloatBuffer> lanes;
    private LogitRows rows;
    private boolean decoded;

    Reading(int[] tokens, List<Context.Step> unknown) {
      this.tokens = tokens;
      this.unknown = new HashSet<>(unknown);
      this.lanes = pass.decode(tokens, unknown);
    }

    @Override
    public void advance(Context.Step step) {
      IntBuffer text = text(tokens, step);
      decoded = unknown.contains(step);
      if (!decoded) {
        rows = remembered(text);
        return;
      }
      FloatBuffer logits = lanes.take();
      rows = pass.rows(logits);
      if (text != null) {
        memory.keep(text, logits);
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
