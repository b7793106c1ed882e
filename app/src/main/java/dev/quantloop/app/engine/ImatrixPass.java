package dev.quantloop.app.engine;

import dev.quantloop.llama.NoRoomException;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.collect.ImatrixCollector;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import java.util.Arrays;

/**
 * Collects the sums of an imatrix over whole chunks of text, one text after the other. Not
 * thread-safe. {@link #close} frees the contexts; the model stays the caller's.
 */
public final class ImatrixPass implements AutoCloseable {
  private final ImatrixCollector collector;
  private final int contextSize;

  private ImatrixPass(ImatrixCollector collector, int contextSize) {
    this.collector = collector;
    this.contextSize = contextSize;
  }

  /** Skips products of fewer rows than llama-imatrix sums, so as to agree with it. */
  public static ImatrixPass likeLlamaImatrix(Engine engine, Model model, boolean processOutput) {
    return open(engine, open(engine, engine.settings(), model, processOutput));
  }

  /** Sums every row, so that the sums of a text do not depend on the batches. */
  public static ImatrixPass ofEveryRow(Engine engine, Model model, boolean processOutput) {
    DecodeSettings settings = wholeChunks(engine.settings());
    return open(engine, open(engine, settings, model, processOutput).takeEveryRow());
  }

  private static ImatrixCollector open(
      Engine engine, DecodeSettings settings, Model model, boolean processOutput) {
    return ImatrixCollector.open(model, settings, processOutput, engine.stop());
  }

  private static ImatrixPass open(Engine engine, ImatrixCollector collector) {
    try {
      engine.budget().requireSpareRoom();
      return new ImatrixPass(collector, engine.settings().contextSize());
    } catch (NoRoomException e) {
      collector.close();
      throw e;
    }
  }

  /**
   * As many whole chunks at once as a micro-batch holds: the sums of a chunk that is cut by the end
   * of one would depend on how the chunks before it came about.
   */
  private static DecodeSettings wholeChunks(DecodeSettings s) {
    int chunks = Math.max(1, Math.min(s.batchSize(), s.ubatchSize()) / s.contextSize());
    return s.withBatchSize(Math.min(s.batchSize(), chunks * s.contextSize()));
  }

  /**
   * The sums over these chunks.
   *
   * @param text its name, for the error
   * @param firstChunk number of its first chunk, for the error
   * @throws NotFiniteException if an activation was not finite, with the chunk's number
   */
  public ImatrixSums sums(int[] tokens, String text, int firstChunk, ProgressListener progress) {
    try {
      return sums(tokens, progress);
    } catch (NotFiniteException e) {
      throw firstFailure(tokens, text, firstChunk, e);
    }
  }

  private ImatrixSums sums(int[] tokens, ProgressListener progress) {
    collector.reset();
    progress.advanced(0, tokens.length / contextSize);
    collector.collect(tokens, progress);
    return collector.sums();
  }

  /** Reads chunk after chunk again, up to the first that is not finite. */
  private NotFiniteException firstFailure(
      int[] tokens, String text, int firstChunk, NotFiniteException known) {
    int chunks = tokens.length / contextSize;
    for (int i = collector.finiteChunks(); i < chunks; i++) {
      try {
        int[] chunk = Arrays.copyOfRange(tokens, i * contextSize, (i + 1) * contextSize);
        sums(chunk, ProgressListener.NONE);
      } catch (NotFiniteException e) {
        return new NotFiniteException(
            "chunk %d of %s: %s".formatted(firstChunk + i, text, e.getMessage()));
      }
    }
    return new NotFiniteException(
        "chunks %d to %d of %s: %s"
            .formatted(firstChunk, firstChunk + chunks - 1, text, known.getMessage()));
  }

  @Override
  public void close() {
    collector.close();
  }
}
