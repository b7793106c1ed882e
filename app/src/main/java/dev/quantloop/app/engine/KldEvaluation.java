package dev.quantloop.app.engine;

import dev.quantloop.app.memory.MemoryBudget.Arrangement;
import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NoRoomException;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.evaluate.KldPass;
import dev.quantloop.llama.evaluate.LogitPass;
import dev.quantloop.llama.evaluate.StoredBaseline;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.score.BaselineLogFile;
import dev.quantloop.llama.score.ChunkScores;
import dev.quantloop.tracker.record.RunStage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Scores candidates against a baseline: side by side where memory holds all models; else the
 * baseline's logits go to a temporary file first, which serves later evaluations of the same text
 * as well. Used by one thread; close it to delete the file.
 */
public final class KldEvaluation implements AutoCloseable {
  private final Engine engine;
  private final LoadedBaseline baseline;
  private final Path directory;
  private BaselineLogFile logits;
  private int[] decoded;

  /** Chunks in whose place the file has zeros. */
  private final BitSet gaps = new BitSet();

  /**
   * @param directory for the temporary file
   */
  public KldEvaluation(Engine engine, LoadedBaseline baseline, Path directory) {
    this.engine = engine;
    this.baseline = baseline;
    this.directory = directory;
  }

  /**
   * A model that is to be scored against the baseline.
   *
   * @param name for messages
   * @param fileOfThatSize a file that takes as much memory
   * @param take loads it, or hands out one that is loaded
   * @param giveBack takes it back after its last context was closed; it may stay loaded if the flag
   *     says that there is room beside the baseline
   */
  public record Candidate(
      String name,
      Path fileOfThatSize,
      Supplier<Model> take,
      BiConsumer<Model, Boolean> giveBack) {}

  /** Hears of the scores of some candidates, by their place among these, and tells the progress. */
  @FunctionalInterface
  public interface Scores {
    Listener of(List<Integer> candidates, ProgressListener progress);
  }

  /** Hears of the scores of candidates, and of chunks that were put aside. */
  @FunctionalInterface
  public interface Listener extends KldPass.Listener {
    /** In the place of its scores. */
    default void leftOut(int candidate, int chunk) {}
  }

  /**
   * Scores what is left of the text.
   *
   * @throws NotFiniteException if logits are not finite
   */
  public void run(EvaluatedText text, List<Candidate> candidates, Scores scores) {
    Scoring scoring = new Scoring(engine, text, candidates, scores, this::loaded, gaps::get);
    Arrangement arrangement = arrangement(candidates);
    if (arrangement == Arrangement.SIDE_BY_SIDE) {
      scoring.all(this::beside, true);
      return;
    }
    collectLogits(text);
    baseline.close();
    if (arrangement == Arrangement.BASELINE_FIRST) {
      scoring.all(this::againstLogits, false);
    } else {
      scoring.oneByOne(this::againstLogits);
    }
  }

  /** Scores the baseline against itself, rounded differently; the candidates need not be loaded. */
  public List<ChunkScores> ofItself(int[] tokens) {
    return ofItself(
        tokens,
        () ->
            KldPass.ofItself(
                baseline.model(), engine.settings(), engine.positions(), engine.stop()));
  }

  private List<ChunkScores> ofItself(int[] tokens, Supplier<KldPass> opener) {
    int chunks = tokens.length / engine.settings().contextSize();
    ProgressListener progress = engine.report().stage(RunStage.BASELINE, "noise floor", "chunks");
    List<ChunkScores> scores = new ArrayList<>();
    try (KldPass pass = opener.get()) {
      engine.budget().requireSpareRoom();
      pass.run(
          tokens,
          0,
          (i, chunk) -> {
            scores.add(chunk);
            progress.advanced(scores.size(), chunks);
          });
    }
    return scores;
  }

  /** Scores the baseline against its stored predictions; the candidates need not be loaded. */
  public List<ChunkScores> ofItself(StoredBaseline base, int[] chunks, int[] tokens) {
    return ofItself(tokens, () -> opener(engine, base, chunks).apply(List.of(baseline.model())));
  }

  /**
   * Scores candidates against a file of the baseline's predictions, with nothing else loaded.
   *
   * @param chunks the file's number of each chunk of the text
   */
  public static void run(
      Engine engine,
      StoredBaseline base,
      int[] chunks,
      EvaluatedText text,
      List<Candidate> candidates,
      Scores scores) {
    stored(engine, base, chunks, text, candidates, scores).all(opener(engine, base, chunks), false);
  }

  private static Scoring stored(
      Engine engine,
      StoredBaseline base,
      int[] chunks,
      EvaluatedText text,
      List<Candidate> candidates,
      Scores scores) {
    Scores checked = new PlausibleBaseline(base, chunks, text).checked(scores, candidates);
    return new Scoring(engine, text, candidates, checked, Optional::empty, chunk -> false);
  }

  private static Function<List<Model>, KldPass> opener(
      Engine engine, StoredBaseline base, int[] chunks) {
    return models ->
        base.pass(chunks, models, engine.settings(), engine.positions(), engine.stop());
  }

  /** The same as far as candidates fit in memory; the baseline stays loaded if there is room. */
  public void run(
      StoredBaseline base,
      int[] chunks,
      EvaluatedText text,
      List<Candidate> candidates,
      Scores scores) {
    Scoring scoring = stored(engine, base, chunks, text, candidates, scores);
    Arrangement arrangement = arrangement(candidates);
    if (arrangement != Arrangement.SIDE_BY_SIDE) {
      baseline.close();
    }
    if (arrangement == Arrangement.ONE_BY_ONE) {
      scoring.oneByOne(opener(engine, base, chunks));
    } else {
      scoring.all(opener(engine, base, chunks), arrangement == Arrangement.SIDE_BY_SIDE);
    }
  }

  private Arrangement arrangement(List<Candidate> candidates) {
    List<Path> files = candidates.stream().map(Candidate::fileOfThatSize).toList();
    return engine.budget().arrange(baseline.file(), files);
  }

  /** Once its logits are in the file the baseline is found to be finite. */
  private Optional<Model> loaded() {
    return logits == null ? Optional.of(baseline.model()) : Optional.empty();
  }

  private KldPass beside(List<Model> candidates) {
    return KldPass.open(
        baseline.model(),
        baseline.logits(),
        candidates,
        engine.settings(),
        engine.positions(),
        engine.stop());
  }

  private KldPass againstLogits(List<Model> candidates) {
    return KldPass.open(logits, candidates, engine.settings(), engine.positions(), engine.stop());
  }

  /** Scores candidates, however the baseline's logits come. */
  private record Scoring(
      Engine engine,
      EvaluatedText text,
      List<Candidate> candidates,
      Scores scores,
      Supplier<Optional<Model>> loadedBaseline,
      IntPredicate gaps) {
    void all(Function<List<Model>, KldPass> opener, boolean mayStay) {
      score(IntStream.range(0, candidates.size()).boxed().toList(), "", opener, mayStay);
    }

    void oneByOne(Function<List<Model>, KldPass> opener) {
      for (int i = 0; i < candidates.size(); i++) {
        score(List.of(i), candidates.get(i).name(), opener, false);
      }
    }

    private void score(
        List<Integer> scored,
        String subject,
        Function<List<Model>, KldPass> opener,
        boolean mayStay) {
      ProgressListener progress = engine.report().stage(RunStage.EVALUATE, subject, "chunks");
      List<Model> models = new ArrayList<>();
      boolean complete = false;
      try {
        scored.forEach(i -> models.add(take(candidates.get(i))));
        try (KldPass pass = opener.apply(models)) {
          engine.budget().requireSpareRoom();
          Listener listener = scores.of(scored, progress);
          FiniteLogits finite = new FiniteLogits(engine, text);
          pass.run(
              text.tokens(),
              text.firstChunk(),
              new KldPass.Listener() {
                @Override
                public void chunk(int i, ChunkScores scores) {
                  String name = candidates.get(scored.get(i)).name();
                  if (!gaps.test(scores.chunk())
                      && finite.accepts(scores, loadedBaseline.get(), models.get(i), name)) {
                    listener.chunk(i, scores);
                  } else {
                    listener.leftOut(i, scores.chunk());
                  }
                }

                @Override
                public boolean isEnough() {
                  return listener.isEnough();
                }
              });
        }
        complete = true;
      } finally {
        for (int i = 0; i < models.size(); i++) {
          candidates.get(scored.get(i)).giveBack().accept(models.get(i), mayStay && complete);
        }
      }
    }
  }

  private static Model take(Candidate candidate) {
    try {
      return candidate.take().get();
    } catch (NoRoomException | AbortedException e) {
      throw e;
    } catch (LlamaException e) {
      throw new CandidateException(candidate.name(), e);
    }
  }

  /** Decodes the baseline on what is left of the text, unless that is there. */
  private void collectLogits(EvaluatedText text) {
    if (logits != null && Arrays.equals(decoded, text.tokens())) {
      return;
    }
    engine
        .report()
        .warning(
            "the models do not fit in memory together: the baseline's logits go to a file in "
                + directory);
    close();
    BaselineLogFile file = BaselineLogFile.create(directory, baseline.model().vocabularySize());
    try {
      decode(
          engine,
          baseline.model(),
          text,
          (chunk, firstRow, rows, targets) -> file.append(rows, targets.length),
          (chunk, rows) -> {
            gaps.set(chunk);
            file.appendZeros(rows);
          });
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
    logits = file;
    decoded = text.tokens();
  }

  /** What becomes of rows that are not finite, of a chunk that was put aside. */
  @FunctionalInterface
  private interface Gap {
    void left(int chunk, int rows);
  }

  /**
   * Decodes a baseline and hands out its logits.
   *
   * @throws NotFiniteException if the visitor finds some that are not finite
   */
  public static void decode(
      Engine engine, Model baseline, EvaluatedText text, LogitPass.Visitor visitor) {
    decode(engine, baseline, text, visitor, (chunk, rows) -> {});
  }

  private static void decode(
      Engine engine, Model baseline, EvaluatedText text, LogitPass.Visitor visitor, Gap gap) {
    ProgressListener progress = engine.report().stage(RunStage.BASELINE, "", "chunks");
    progress.advanced(text.firstChunk(), text.chunks());
    try (LogitPass pass =
        LogitPass.open(baseline, engine.settings(), engine.positions(), engine.stop())) {
      engine.budget().requireSpareRoom();
      pass.run(
          text.tokens(),
          (chunk, firstRow, rows, targets) -> {
            engine.stop().stopHere();
            int number = text.firstChunk() + chunk;
            try {
              visitor.rows(chunk, firstRow, rows, targets);
            } catch (NotFiniteException e) {
              new FiniteLogits(engine, text)
                  .requireAside(number, Optional.empty(), "the baseline", Optional.of(baseline));
              gap.left(number, targets.length);
            }
            progress.advanced(number + 1L, text.chunks());
          });
    }
  }

  @Override
  public void close() {
    if (logits != null) {
      logits.close();
      logits = null;
      gaps.clear();
    }
  }
}
