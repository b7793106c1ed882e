package dev.quantloop.llama.collect;

import dev.quantloop.llama.AbortSignal;
import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.model.Context;
import dev.quantloop.llama.model.ContextLanes;
import dev.quantloop.llama.model.Contexts;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.NextnRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs text through a model and sums what enters its weights and the squares of it, as
 * llama-imatrix does, but in double, and on the device where the model is. Not thread-safe. {@link
 * #close} frees the contexts; the model stays the caller's.
 */
public final class ImatrixCollector implements AutoCloseable {
  /** Products of fewer rows are skipped, as llama-imatrix does, unless every row is taken. */
  public static final int MIN_ROWS_OF_LLAMA_IMATRIX = 16;

  /** A third is worth a few percent, but takes more memory than llama-imatrix does. */
  public static final int LANES_ON_GPU = 2;

  private final DecodeSettings settings;
  private final List<Lane> lanes;
  private long chunks;
  private int finiteChunks;
  private boolean spoilt;

  /** Where sums are computed. */
  public enum Place {
    /** On the device that has the input, else on the CPU. */
    NEAREST,
    /** On the CPU; inputs on a device are copied. */
    HOST,
    /** In ggml graphs, also where the input is in main memory. */
    GRAPHS
  }

  /**
   * A context whose products are read as it decodes.
   *
   * @param nextn that of the layer that predicts a further token, or null
   */
  private record Lane(ActivationReader reader, Context context, Context nextn, boolean ownHead) {
    static Lane of(ActivationReader reader, Context context, Optional<NextnRun> nextn) {
      return new Lane(
          reader,
          context,
          nextn.map(run -> Context.ofNextn(context, reader)).orElse(null),
          nextn.map(NextnRun::ownHead).orElse(false));
    }

    void decode(int[] tokens, Context.Step step) {
      // Every token asks for logits, or llama.cpp would skip work in the last layer.
      context.decode(tokens, step, 0);
      reader.endOfDecode();
      if (nextn != null) {
        reader.expectNextn(true, ownHead);
        nextn.decodeAfter(tokens, step);
        reader.expectNextn(false, false);
        reader.endOfDecode();
      }
    }

    void close() {
      if (nextn != null) {
        nextn.close();
      }
      context.close();
      reader.close();
    }
  }

  private ImatrixCollector(DecodeSettings settings, List<Lane> lanes) {
    this.settings = settings;
    this.lanes = lanes;
  }

  /**
   * @param processOutput also collects for {@code output.weight}, which quantizers rarely want
   */
  public static ImatrixCollector open(
      Model model, DecodeSettings settings, boolean processOutput, AbortSignal abort) {
    return open(model, settings, processOutput, abort, Optional.empty());
  }

  /**
   * The same.
   *
   * @param nextn also collects for the layer that predicts a further token, with which the model
   *     was loaded
   */
  public static ImatrixCollector open(
      Model model,
      DecodeSettings settings,
      boolean processOutput,
      AbortSignal abort,
      Optional<NextnRun> nextn) {
    int lanes = model.lanes(LANES_ON_GPU);
    return open(model, settings, processOutput, abort, Place.NEAREST, lanes, nextn);
  }

  /** The same, with a choice of how it is done. */
  public static ImatrixCollector open(
      Model model,
      DecodeSettings settings,
      boolean processOutput,
      AbortSignal abort,
      Place place,
      int laneCount) {
    return open(model, settings, processOutput, abort, place, laneCount, Optional.empty());
  }

  private static ImatrixCollector open(
      Model model,
      DecodeSettings settings,
      boolean processOutput,
      AbortSignal abort,
      Place place,
      int laneCount,
      Optional<NextnRun> nextn) {
    DecodeSettings small = settings.inSmallBatches(laneCount);
    Contexts<Lane> lanes =
        new Contexts<>(
            model.library(),
            () -> {
              ActivationReader reader =
                  new ActivationReader(
                      model.library(), summers(model, settings, place), processOutput);
              return Lane.of(reader, new Context(model, small, reader, abort), nextn);
            });
    lanes.widen(laneCount);
    return new ImatrixCollector(small, lanes.all());
  }

  private static List<ActivationSummer> summers(Model model, DecodeSettings settings, Place place) {
    List<ActivationSummer> summers = new ArrayList<>();
    if (place != Place.HOST) {
      summers.add(new DeviceSummer(model.library(), place == Place.GRAPHS));
    }
    summers.add(new HostSummer(model.library(), settings.threads(), false));
    return summers;
  }

  /**
   * From now on sums also what llama-imatrix skips: products of few rows, which come about where a
   * micro-batch is that small or leaves such a remainder.
   */
  public ImatrixCollector takeEveryRow() {
    lanes.forEach(lane -> lane.reader.takeEveryRow());
    return this;
  }

  /** From now on sums squares alone; to be called before anything is collected. */
  public ImatrixCollector takeSquaresOnly() {
    lanes.forEach(lane -> lane.reader.takeSquaresOnly());
    return this;
  }

  /**
   * Adds the activations of whole chunks to the sums.
   *
   * @param tokens n·contextSize token ids; the first of each chunk is taken for BOS where the
   *     vocabulary adds one
   * @param progress told of chunks
   * @throws AbortedException if the signal was raised; the sums are then of no use
   * @throws NotFiniteException as soon as an activation is known not to be finite
   */
  public void collect(int[] tokens, ProgressListener progress) {
    int total = tokens.length / settings.contextSize();
    if (total * settings.contextSize() != tokens.length) {
      throw new IllegalArgumentException(tokens.length + " tokens are no whole chunks");
    }
    spoilt = true;
    finiteChunks = 0;
    List<Context.Step> steps = Context.steps(settings, total);
    try (ContextLanes<Void> work = new ContextLanes<>(decoders(tokens), steps)) {
      for (Context.Step step : steps) {
        work.take();
        work.release();
        if (step.endsChunks(settings.contextSize())) {
          noteFinite(step);
          progress.advanced(step.firstChunk() + step.chunks(), total);
        }
      }
    }
    chunks += total;
    spoilt = false;
  }

  private void noteFinite(Context.Step step) {
    if (lanes.stream().allMatch(lane -> lane.reader.isCurrent())) {
      finiteChunks = step.firstChunk() + step.chunks();
    }
  }

  /** Chunks that are decoded together: only between them are there sums of whole chunks. */
  public int chunksAtOnce() {
    return settings.chunksPerBatch();
  }

  /** Chunks from the start of the text collected last that are known to be finite. */
  public int finiteChunks() {
    return finiteChunks;
  }

  private List<ContextLanes.Lane<Void>> decoders(int[] tokens) {
    List<ContextLanes.Lane<Void>> decoders = new ArrayList<>();
    for (Lane lane : lanes) {
      decoders.add(
          step -> {
            lane.decode(tokens, step);
            return null;
          });
    }
    return decoders;
  }

  /**
   * A copy of the sums so far.
   *
   * @throws NotFiniteException if an activation was not finite
   */
  public ImatrixSums sums() {
    if (spoilt) {
      throw new IllegalStateException("collecting was cut short: these sums are incomplete");
    }
    ImatrixSums result = new ImatrixSums(settings.contextSize());
    result.addChunks(chunks);
    result.noteNextLayers(lanes.get(0).nextn == null ? 0 : 1);
    flush();
    for (Lane lane : lanes) {
      lane.reader.sums().forEach((name, sums) -> add(name, sums, result));
    }
    return result;
  }

  /** A weight with several matrices but no routing is one row of columns with one count. */
  private static void add(String name, ActivationSums from, ImatrixSums into) {
    if (from.isEmpty()) {
      return;
    }
    int matrices = from.matrices();
    int columns = from.columns();
    int experts = from.routed() ? matrices : 1;
    int width = columns * matrices / experts;
    ImatrixEntry entry =
        from.squaresOnly()
            ? into.entry(name, width, experts)
            : into.entryWithPlain(name, width, experts);
    for (int matrix = 0; matrix < matrices; matrix++) {
      double[] sums = from.sums(matrix);
      requireFinite(name, sums);
      add(sums, entry.sums(), matrix * columns);
      if (!from.squaresOnly()) {
        add(from.plain(matrix), entry.plain(), matrix * columns);
      }
      if (from.routed() || matrix == 0) {
        entry.counts()[matrix] += from.count(matrix);
      }
    }
  }

  private static void add(double[] sums, double[] into, int at) {
    for (int column = 0; column < sums.length; column++) {
      into[at + column] += sums[column];
    }
  }

  private static void requireFinite(String name, double[] sums) {
    for (double sum : sums) {
      if (!Double.isFinite(sum)) {
        throw NotFiniteException.input(name);
      }
    }
  }

  /** Brings what devices have summed in float to the sums, which are in double. */
  public void flush() {
    lanes.forEach(lane -> lane.reader.flush());
  }

  /** Goes on from the sums of earlier chunks, instead of those that are there. */
  public void startFrom(ImatrixSums earlier) {
    reset();
    lanes.get(0).reader.startFrom(earlier.entries());
    chunks = earlier.chunkCount();
  }

  /** Forgets the sums, to start on another text. */
  public void reset() {
    lanes.forEach(lane -> lane.reader.clear());
    chunks = 0;
    spoilt = false;
  }

  @Override
  public void close() {
    lanes.forEach(Lane::close);
  }
}
