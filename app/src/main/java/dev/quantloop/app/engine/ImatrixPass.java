package dev.quantloop.app.engine;

import dev.quantloop.llama.NoRoomException;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.collect.ImatrixCollector;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.NextnRun;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Collects the sums of an imatrix over whole chunks of text, one text after the other. Not
 * thread-safe. {@link #close} frees the contexts; the model stays the caller's.
 */
public final class ImatrixPass implements AutoCloseable {
  private final ImatrixCollector collector;
  private final int contextSize;
  private int collected;

  /** Sees the sums of a text's first chunks before the last are computed. */
  public interface Checkpoints {
    Checkpoints NONE = (done, sums) -> {};

    /** What to go on from, if some chunks have been computed before. */
    default Optional<Start> start() {
      return Optional.empty();
    }

    /** After how many chunks it is to be asked again; the end of a batch follows. */
    default int next(int done) {
      return Integer.MAX_VALUE;
    }

    /**
     * @param done chunks
     * @param sums gives theirs
     */
    void reached(int done, Supplier<ImatrixSums> sums);
  }

  /**
   * What was computed before.
   *
   * @param done chunks, those that were put aside among them
   */
  public record Start(ImatrixSums sums, int done) {}

  /** Sums squared activations alone; to be called before anything is summed. */
  public ImatrixPass ofSquaresOnly(boolean wanted) {
    if (wanted) {
      collector.takeSquaresOnly();
    }
    return this;
  }

  private ImatrixPass(ImatrixCollector collector, int contextSize) {
    this.collector = collector;
    this.contextSize = contextSize;
  }

  /**
   * Skips products of fewer rows than llama-imatrix sums, so as to agree with it.
   *
   * @param nextn the layer that predicts a further token, with which the model was loaded, where it
   *     is to be calibrated
   */
  public static ImatrixPass likeLlamaImatrix(
      Engine engine, Model model, boolean processOutput, Optional<NextnRun> nextn) {
    return open(
        engine,
        ImatrixCollector.open(model, engine.settings(), processOutput, engine.stop(), nextn));
  }

  /** That the layer which predicts a further token is left out; empty where it can't be run. */
  public static Optional<String> leftOut(LlamaLibrary library, GgufFile model) {
    return NextnRun.obstacle(library, model).isPresent()
        ? Optional.empty()
        : Optional.of(
            "layer %d predicts further tokens and is not calibrated: --nextn has it computed, too"
                .formatted(NextnRun.of(model).layer()));
  }

  /** The same, but sums every row, so that the sums of a text do not depend on the batches. */
  public static ImatrixPass ofEveryRow(
      Engine engine, Model model, boolean processOutput, Optional<NextnRun> nextn) {
    DecodeSettings settings = wholeChunks(engine.settings());
    return open(
        engine,
        ImatrixCollector.open(model, settings, processOutput, engine.stop(), nextn).takeEveryRow());
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
   * @param places says where a chunk is from, by its number among these, for the error
   * @throws NotFiniteException if an activation was not finite, with the chunk's number among these
   */
  public ImatrixSums sums(int[] tokens, IntFunction<String> places, ProgressListener progress) {
    return sums(tokens, places, Checkpoints.NONE, progress);
  }

  /** The same, with checkpoints on the way. Progress is of the chunks that are left to do. */
  public ImatrixSums sums(
      int[] tokens,
      IntFunction<String> places,
      Checkpoints checkpoints,
      ProgressListener progress) {
    try {
      return sums(tokens, checkpoints, progress);
    } catch (NotFiniteException e) {
      throw firstFailure(tokens, places, e);
    }
  }

  /**
   * The sums over those chunks on which all activations are finite; the others add nothing.
   *
   * @param quarantine told of the others, in their order
   */
  public ImatrixSums finiteSums(
      int[] tokens,
      String text,
      int firstChunk,
      Checkpoints checkpoints,
      Consumer<QuarantinedChunk> quarantine,
      ProgressListener progress) {
    int total = tokens.length / contextSize;
    Start start = start(checkpoints);
    ImatrixSums sums = start.sums();
    int before = start.done();
    progress.advanced(0, total - before);
    for (int from = before; from < total; ) {
      int to = Math.min(total, from + collector.chunksAtOnce());
      ImatrixSums more = finite(sums, tokens, from, to, text, firstChunk, quarantine);
      checkpoints.reached(to, () -> more);
      progress.advanced(to - before, total - before);
      sums = more;
      from = to;
    }
    return sums;
  }

  private Start start(Checkpoints checkpoints) {
    return checkpoints.start().orElseGet(() -> new Start(new ImatrixSums(contextSize), 0));
  }

  /** Chunks that are decoded together spoil each other; then each is read alone. */
  private ImatrixSums finite(
      ImatrixSums sums,
      int[] tokens,
      int from,
      int to,
      String text,
      int firstChunk,
      Consumer<QuarantinedChunk> quarantine) {
    try {
      return added(sums, tokens, from, to);
    } catch (NotFiniteException together) {
      ImatrixSums finite = sums;
      for (int chunk = from; chunk < to; chunk++) {
        try {
          finite = added(finite, tokens, chunk, chunk + 1);
        } catch (NotFiniteException e) {
          quarantine.accept(QuarantinedChunk.of(firstChunk + chunk, text, e));
        }
      }
      return finite;
    }
  }

  private ImatrixSums added(ImatrixSums sums, int[] tokens, int from, int to) {
    collector.startFrom(sums);
    collector.collect(
        Arrays.copyOfRange(tokens, from * contextSize, to * contextSize), ProgressListener.NONE);
    return collector.sums();
  }

  private ImatrixSums sums(int[] tokens, Checkpoints checkpoints, ProgressListener progress) {
    int total = tokens.length / contextSize;
    Start start = start(checkpoints);
    collector.startFrom(start.sums());
    collected = start.done();
    int before = collected;
    progress.advanced(0, total - before);
    while (collected < total) {
      int from = collected;
      int to = Math.min(total, endOfBatch(from, checkpoints.next(from)));
      collector.collect(
          Arrays.copyOfRange(tokens, from * contextSize, to * contextSize),
          (done, chunks) -> progress.advanced(from - before + done, total - before));
      collector.flush();
      collected = to;
      checkpoints.reached(to, collector::sums);
    }
    return before == total ? start.sums() : collector.sums();
  }

  private int endOfBatch(int from, int to) {
    int together = collector.chunksAtOnce();
    int batches = Math.max(1, (to - from - 1) / together + 1);
    return from + (int) Math.min(Integer.MAX_VALUE - from, (long) batches * together);
  }

  /** Reads chunk after chunk again, up to the first that is not finite. */
  private NotFiniteException firstFailure(
      int[] tokens, IntFunction<String> places, NotFiniteException known) {
    int chunks = tokens.length / contextSize;
    for (int i = collected + collector.finiteChunks(); i < chunks; i++) {
      try {
        int[] chunk = Arrays.copyOfRange(tokens, i * contextSize, (i + 1) * contextSize);
        sums(chunk, Checkpoints.NONE, ProgressListener.NONE);
      } catch (NotFiniteException e) {
        return e.on(places.apply(i), i);
      }
    }
    return new NotFiniteException(
        "%s to %s: %s".formatted(places.apply(0), places.apply(chunks - 1), known.getMessage()));
  }

  @Override
  public void close() {
    collector.close();
  }
}
