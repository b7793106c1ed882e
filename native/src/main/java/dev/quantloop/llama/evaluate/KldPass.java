package dev.quantloop.llama.evaluate;

import dev.quantloop.llama.AbortSignal;
import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Remedy;
import dev.quantloop.llama.hdf5.LogitsFile;
import dev.quantloop.llama.model.Context;
import dev.quantloop.llama.model.ContextLanes;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.score.BaselineLogFile;
import dev.quantloop.llama.score.ChunkScores;
import dev.quantloop.llama.score.KldBaseFile;
import dev.quantloop.llama.score.LogitRows;
import dev.quantloop.llama.score.LogitScorer;
import dev.quantloop.llama.score.RowScores;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores candidates against a baseline over text: block by block the baseline is decoded once, then
 * each candidate, and their logits are compared where they lie; nothing is written. Not
 * thread-safe. {@link #close} frees the contexts; models and files stay the caller's.
 */
public final class KldPass implements AutoCloseable {
  private final BaselineSource baseline;
  private final List<LogitPass> candidates;
  private final LogitSteps steps;
  private final ThreadShare share;
  private final LogitScorer scorer;

  private KldPass(
      BaselineSource baseline, List<LogitPass> candidates, LogitSteps steps, ThreadShare share) {
    this.baseline = baseline;
    this.candidates = candidates;
    this.steps = steps;
    this.share = share;
    this.scorer = new LogitScorer(candidates.get(0).vocabularySize(), share.half());
  }

  /** Told of each chunk as it is complete, in chunk order for each candidate. */
  @FunctionalInterface
  public interface Listener {
    void chunk(int candidate, ChunkScores scores);

    /** Asked after each step: whether the rest of the text is not wanted. */
    default boolean isEnough() {
      return false;
    }
  }

  /**
   * Against a model that is decoded beside the candidates, except where earlier passes over the
   * same text have left its logits in {@code memory}, which stays the caller's.
   */
  public static KldPass open(
      Model baseline,
      LogitMemory memory,
      List<Model> candidates,
      DecodeSettings settings,
      ScoredPositions positions,
      AbortSignal abort) {
    LogitSteps steps = steps(baseline, settings, positions);
    return open(baseline, memory, candidates, steps, abort, lanes(baseline, steps));
  }

  /** The same, in these steps and with so many contexts for each model. */
  static KldPass open(
      Model baseline,
      LogitMemory memory,
      List<Model> candidates,
      LogitSteps steps,
      AbortSignal abort,
      int lanes) {
    requireSameVocabulary(baseline.vocabularySize(), baseline.file().toString(), candidates);
    List<Model> models = new ArrayList<>(candidates);
    models.add(baseline);
    ThreadShare share = share(baseline, steps, lanes);
    List<LogitPass> passes = open(models, steps, abort, share, lanes);
    LogitPass live = passes.remove(passes.size() - 1);
    return new KldPass(new LiveBaseline(live, memory), passes, steps, share);
  }

  /** A model against itself, {@linkplain DecodeSettings#roundedDifferently rounded differently}. */
  public static KldPass ofItself(
      Model model, DecodeSettings settings, ScoredPositions positions, AbortSignal abort) {
    LogitSteps steps = steps(model, settings, positions);
    LogitSteps others =
        new LogitSteps(
            settings.roundedDifferently().withBatchSize(steps.settings().batchSize()),
            steps.positions(),
            steps.mostRows());
    LogitPass plain = new LogitPass(model, steps, abort);
    try {
      return new KldPass(
          new LiveBaseline(plain, new LogitMemory(0)),
          List.of(new LogitPass(model, others, abort)),
          steps,
          ThreadShare.all(settings.threads()));
    } catch (LlamaException e) {
      plain.close();
      throw e;
    }
  }

  /**
   * Against llama-perplexity's file, whose context size the settings must have.
   *
   * @param chunks the file's number of each chunk of the text
   */
  public static KldPass open(
      KldBaseFile baseline,
      int[] chunks,
      List<Model> candidates,
      DecodeSettings settings,
      AbortSignal abort) {
    if (baseline.contextSize() != settings.contextSize()) {
      throw new LlamaException(
          "%s was computed with a context of %d tokens, not %d"
              .formatted(baseline.path(), baseline.contextSize(), settings.contextSize()),
          Remedy.MATCH_CONTEXT_SIZE);
    }
    requireSameVocabulary(baseline.vocabularySize(), baseline.path().toString(), candidates);
    int first = ScoredPositions.SECOND_HALF.first(baseline.contextSize());
    BaselineSource.Reading reading =
        (scorer, step, i, candidate, targets, into) ->
            scorer.score(
                baseline,
                chunks[step.firstChunk() + i],
                candidate,
                targets,
                into,
                step.firstScored(first) - first);
    return open(
        (tokens, steps) -> reading, candidates, settings, ScoredPositions.SECOND_HALF, abort);
  }

  /**
   * Against logits in llama-gguf-optimize's file.
   *
   * @param chunks the file's number of each chunk of the text
   */
  public static KldPass open(
      LogitsFile baseline,
      int[] chunks,
      List<Model> candidates,
      DecodeSettings settings,
      ScoredPositions positions,
      AbortSignal abort) {
    requireSameVocabulary(baseline.vocabularySize(), baseline.path().toString(), candidates);
    StoredLogits stored = new StoredLogits(baseline, chunks, settings.contextSize(), positions);
    return open((tokens, steps) -> stored, candidates, settings, positions, abort);
  }

  /** Against logits that a {@link LogitPass} over the same text wrote, first chunk first. */
  public static KldPass open(
      BaselineLogFile baseline,
      List<Model> candidates,
      DecodeSettings settings,
      ScoredPositions positions,
      AbortSignal abort) {
    int first = positions.first(settings.contextSize());
    long rowsOfChunk = positions.count(settings.contextSize());
    BaselineSource.Reading reading =
        (scorer, step, i, candidate, targets, into) -> {
          int firstRow = step.firstScored(first) - first;
          long row = (step.firstChunk() + i) * rowsOfChunk + firstRow;
          scorer.score(baseline.read(row, targets.length), candidate, targets, into, firstRow);
        };
    return open((tokens, steps) -> reading, candidates, settings, positions, abort);
  }

  private static KldPass open(
      BaselineSource file,
      List<Model> candidates,
      DecodeSettings settings,
      ScoredPositions positions,
      AbortSignal abort) {
    Model first = candidates.get(0);
    LogitSteps steps = steps(first, settings, positions);
    int lanes = lanes(first, steps);
    ThreadShare share = share(first, steps, lanes);
    return new KldPass(file, open(candidates, steps, abort, share, lanes), steps, share);
  }

  private static LogitSteps steps(Model model, DecodeSettings settings, ScoredPositions positions) {
    int lanes = model.lanes(LogitPass.LANES_ON_GPU);
    return LogitSteps.of(settings, positions, lanes, model.vocabularySize());
  }

  private static int lanes(Model model, LogitSteps steps) {
    return model.isOnCpuAlone()
        ? steps.contextsOnCpu(model.vocabularySize())
        : model.lanes(LogitPass.LANES_ON_GPU);
  }

  private static ThreadShare share(Model model, LogitSteps steps, int lanes) {
    int threads = steps.settings().threads();
    return model.isOnCpuAlone() && lanes > 1
        ? ThreadShare.halves(threads)
        : ThreadShare.all(threads);
  }

  private static void requireSameVocabulary(int size, String baseline, List<Model> candidates) {
    for (Model candidate : candidates) {
      if (candidate.vocabularySize() != size) {
        throw new LlamaException(
            "%s has a vocabulary of %d tokens, but the baseline %s has %d: they can't be compared"
                .formatted(candidate.file(), candidate.vocabularySize(), baseline, size));
      }
    }
  }

  /** A context for each model comes before the second of any. */
  private static List<LogitPass> open(
      List<Model> models, LogitSteps steps, AbortSignal abort, ThreadShare share, int lanes) {
    List<LogitPass> passes = new ArrayList<>();
    try {
      for (Model model : models) {
        passes.add(new LogitPass(model, steps, abort, share));
      }
      passes.forEach(pass -> pass.widen(lanes));
    } catch (LlamaException e) {
      passes.forEach(LogitPass::close);
      throw e;
    }
    return passes;
  }

  /**
   * Scores whole chunks.
   *
   * @param tokens n·contextSize token ids
   * @param firstChunk number under which the first of them is reported
   * @throws AbortedException if the signal was raised; what the listener was told stays true
   */
  public void run(int[] tokens, int firstChunk, Listener listener) {
    int chunks = tokens.length / contextSize();
    List<Context.Step> all = steps.of(chunks);
    try (Reading reading = new Reading(tokens, all, chunks)) {
      for (Context.Step step : all) {
        reading.score(step, firstChunk, listener);
        if (listener.isEnough()) {
          return;
        }
      }
    }
  }

  private int contextSize() {
    return steps.settings().contextSize();
  }

  /** One text, read by the baseline and all candidates. */
  private final class Reading implements AutoCloseable {
    private final int[] tokens;
    private final BaselineSource.Reading base;
    private final List<ContextLanes<FloatBuffer>> lanes = new ArrayList<>();
    private final RowScores[][] open;

    Reading(int[] tokens, List<Context.Step> steps, int chunks) {
      this.tokens = tokens;
      this.open = new RowScores[candidates.size()][chunks];
      this.base = baseline.read(tokens, steps);
      candidates.forEach(candidate -> lanes.add(candidate.decode(tokens, steps)));
    }

    void score(Context.Step step, int firstChunk, Listener listener) {
      base.advance(step);
      for (int c = 0; c < candidates.size(); c++) {
        FloatBuffer logits = lanes.get(c).take();
        LogitPass candidate = candidates.get(c);
        RowScores[] scores = open[c];
        share.lend(
            false,
            threads -> {
              score(step, candidate, logits, scores);
              return null;
            });
        lanes.get(c).release();
        if (step.endsChunks(contextSize())) {
          report(c, step, firstChunk, listener);
        }
      }
      base.release();
    }

    private void score(
        Context.Step step, LogitPass candidate, FloatBuffer logits, RowScores[] scores) {
      LogitRows rows = candidate.rows(logits);
      for (int i = 0; i < step.chunks(); i++) {
        int chunk = step.firstChunk() + i;
        if (scores[chunk] == null) {
          scores[chunk] = new RowScores(steps.positions().count(contextSize()));
        }
        if (rows != null) {
          int[] targets = candidate.targets(tokens, step, chunk);
          base.score(scorer, step, i, candidate.ofChunk(rows, step, i), targets, scores[chunk]);
        }
      }
    }

    private void report(int candidate, Context.Step step, int firstChunk, Listener listener) {
      for (int i = 0; i < step.chunks(); i++) {
        int chunk = step.firstChunk() + i;
        listener.chunk(candidate, open[candidate][chunk].toChunk(firstChunk + chunk));
        open[candidate][chunk] = null;
      }
    }

    @Override
    public void close() {
      lanes.forEach(ContextLanes::close);
      base.close();
    }
  }

  @Override
  public void close() {
    scorer.close();
    candidates.forEach(LogitPass::close);
    baseline.close();
  }
}
