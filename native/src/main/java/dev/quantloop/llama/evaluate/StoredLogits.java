package dev.quantloop.llama.evaluate;

import dev.quantloop.llama.hdf5.LogitsFile;
import dev.quantloop.llama.model.Context;
import dev.quantloop.llama.score.LogitRows;
import dev.quantloop.llama.score.LogitScorer;
import dev.quantloop.llama.score.RowScores;
import java.util.List;
import java.util.stream.IntStream;

/** A baseline's predictions as llama-gguf-optimize's file holds them. */
final class StoredLogits implements BaselineSource.Reading {
  private final LogitsFile file;
  private final int[] chunks;
  private final int contextSize;
  private final int first;
  private List<LogitRows> rows = List.of();

  /**
   * @param chunks the file's number of each chunk of the text
   * @param contextSize tokens of each
   */
  StoredLogits(LogitsFile file, int[] chunks, int contextSize, ScoredPositions positions) {
    this.file = file;
    this.chunks = chunks;
    this.contextSize = contextSize;
    this.first = positions.first(contextSize);
  }

  @Override
  public void advance(Context.Step step) {
    rows =
        file.read(
            IntStream.range(0, step.chunks())
                .mapToObj(
                    i ->
                        new LogitsFile.Span(
                            chunks[step.firstChunk() + i],
                            step.firstScored(first),
                            step.rows(first, contextSize)))
                .toList());
  }

  @Override
  public void score(
      LogitScorer scorer,
      Context.Step step,
      int i,
      LogitRows candidate,
      int[] targets,
      RowScores into) {
    scorer.score(rows.get(i), candidate, targets, into, step.firstScored(first) - first);
  }
}
