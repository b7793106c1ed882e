package dev.quantloop.llama;

import dev.quantloop.llama.score.BaselineLogFile;
import dev.quantloop.llama.score.KldBaseFile;
import dev.quantloop.llama.score.LogitRows;
import dev.quantloop.llama.score.LogitScorer;
import dev.quantloop.llama.score.RowScores;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/** Where a pass has the baseline's predictions from. */
interface Baseline extends AutoCloseable {
  /** Makes the rows of a step ready. */
  void advance(int[] tokens, Context.Step step);

  /** Scores the candidate's rows of the step's i-th chunk. */
  void score(LogitScorer scorer, int i, LogitRows candidate, int[] targets, RowScores into);

  @Override
  void close();

  /** The baseline model itself, decoded beside the candidates. */
  final class Live implements Baseline {
    private final LogitPass pass;
    private final LogitMemory memory;
    private LogitRows rows;
    private Context.Step step;

    Live(LogitPass pass, LogitMemory memory) {
      this.pass = pass;
      this.memory = memory;
    }

    @Override
    public void advance(int[] tokens, Context.Step next) {
      step = next;
      int contextSize = pass.settings().contextSize();
      if (next.from() > 0 || !next.endsChunks(contextSize)) {
        rows = pass.decode(tokens, next);
        return;
      }
      int start = next.firstChunk() * contextSize;
      int[] text = Arrays.copyOfRange(tokens, start, start + next.chunks() * contextSize);
      rows = memory.find(IntBuffer.wrap(text), pass.vocabularySize());
      if (rows == null) {
        FloatBuffer logits = pass.decodeToBuffer(tokens, next);
        memory.keep(IntBuffer.wrap(text), logits);
        rows = LogitRows.of(logits, pass.vocabularySize());
      }
    }

    @Override
    public void score(
        LogitScorer scorer, int i, LogitRows candidate, int[] targets, RowScores into) {
      scorer.score(pass.ofChunk(rows, step, i), candidate, targets, into, pass.firstRow(step));
    }

    @Override
    public void close() {
      pass.close();
    }
  }

  /** llama-perplexity's file of base log-probabilities, scored with its arithmetic. */
  final class FromKldFile implements Baseline {
    private final KldBaseFile file;
    private Context.Step step;
    private int firstRow;

    FromKldFile(KldBaseFile file) {
      this.file = file;
    }

    @Override
    public void advance(int[] tokens, Context.Step next) {
      int first = ScoredPositions.SECOND_HALF.first(file.contextSize());
      step = next;
      firstRow = next.firstScored(first) - first;
    }

    @Override
    public void score(
        LogitScorer scorer, int i, LogitRows candidate, int[] targets, RowScores into) {
      scorer.score(file, step.firstChunk() + i, candidate, targets, into, firstRow);
    }

    @Override
    public void close() {}
  }

  /** The baseline's logits as an earlier pass wrote them, all scored rows of chunk 0, 1, …. */
  final class FromLogFile implements Baseline {
    private final BaselineLogFile file;
    private final int contextSize;
    private final ScoredPositions positions;
    private Context.Step step;

    FromLogFile(BaselineLogFile file, int contextSize, ScoredPositions positions) {
      this.file = file;
      this.contextSize = contextSize;
      this.positions = positions;
    }

    @Override
    public void advance(int[] tokens, Context.Step next) {
      step = next;
    }

    @Override
    public void score(
        LogitScorer scorer, int i, LogitRows candidate, int[] targets, RowScores into) {
      int first = positions.first(contextSize);
      int firstRow = step.firstScored(first) - first;
      long row = (long) (step.firstChunk() + i) * positions.count(contextSize) + firstRow;
      scorer.score(file.read(row, targets.length), candidate, targets, into, firstRow);
    }

    @Override
    public void close() {}
  }
}
