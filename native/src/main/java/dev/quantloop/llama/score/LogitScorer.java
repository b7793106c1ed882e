package dev.quantloop.llama.score;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.WorkerThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;

/**
 * Scores rows of logits on several threads of its own. Rows are independent and each is scored by
 * one thread in a fixed order of operations, so results do not depend on the number of threads. One
 * call at a time: the object itself is not thread-safe. Keeps no row and no native memory; close it
 * to end its threads.
 */
public final class LogitScorer implements AutoCloseable {
  /** After so many the JVM has compiled the loops over a row, or is about to. */
  private static final int ROWS_TO_WARM_UP = 400;

  private final int vocabularySize;
  private final WorkerThreads threads;
  private final List<Kernels> kernels = new ArrayList<>();

  /** What one thread works with. */
  private record Kernels(DivergenceKernel divergence, CodedKernel coded, CodedRow codedRow) {}

  /** A scorer of rows of {@code vocabularySize} logits that works on {@code threads} threads. */
  public LogitScorer(int vocabularySize, int threads) {
    if (vocabularySize < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "vocabulary of " + vocabularySize + ", " + threads + " threads");
    }
    this.vocabularySize = vocabularySize;
    for (int i = 0; i < threads; i++) {
      kernels.add(
          new Kernels(
              new DivergenceKernel(vocabularySize),
              new CodedKernel(vocabularySize),
              new CodedRow(vocabularySize)));
    }
    this.threads = new WorkerThreads(threads, "quantloop-scorer");
  }

  /**
   * Scores made-up rows against each other on a thread that ends by itself, so that the JVM
   * compiles the loops while models are loaded, when cores are idle, and not while they decode.
   */
  public static void warmUp() {
    WorkerThreads.named("quantloop-warm-up").newThread(LogitScorer::scoreMadeUpRows).start();
  }

  private static void scoreMadeUpRows() {
    DivergenceKernel kernel = new DivergenceKernel(VectorLoops.BLOCK);
    RowScores scores = new RowScores(1);
    for (int row = 0; row < ROWS_TO_WARM_UP; row++) {
      kernel.score(madeUp(37), madeUp(53), row, 0, scores, 0);
    }
  }

  /** Logits from 0 to 10 nats. */
  private static LogitRows madeUp(int step) {
    return (row, column, into, count) -> {
      for (int i = 0; i < count; i++) {
        into[i] = i * step % 101 * 0.1f;
      }
    };
  }

  /**
   * Scores a candidate against a baseline, row by row. KLD = Σ p_base·(log p_base − log
   * p_candidate) in nats, off by 1e-7 of itself on average against double arithmetic; rounding may
   * leave a tiny negative one. A token that the candidate rules out (logit −∞) and the baseline
   * does not makes it infinite.
   *
   * @param base rows of at least {@code targets.length} × vocabulary logits
   * @param candidate rows of the same positions
   * @param targets the token that follows each position
   * @param into takes the scores of row 0 at {@code firstRow}, and so on
   */
  public void score(
      LogitRows base, LogitRows candidate, int[] targets, RowScores into, int firstRow) {
    forEachRow(
        targets,
        (mine, row) ->
            mine.divergence.score(base, candidate, row, targets[row], into, firstRow + row));
  }

  /**
   * Scores a candidate against rows of a {@code .kld} file with llama-perplexity's arithmetic: base
   * log-probabilities as decoded, those ≤ −16 left out of the KLD, NLLs in float.
   *
   * @param chunk the file's chunk, whose rows {@code firstRow} … are scored
   * @param candidate rows of the same positions, the first of them row 0
   * @param targets the token that follows each position
   * @param into takes the scores of row 0 at {@code firstRow}, and so on
   * @throws LlamaException when the file cannot be read or the row is damaged
   */
  public void score(
      KldBaseFile base,
      int chunk,
      LogitRows candidate,
      int[] targets,
      RowScores into,
      int firstRow) {
    if (base.vocabularySize() != vocabularySize) {
      throw new LlamaException(
          "%s is of a vocabulary of %,d tokens, the model has %,d; it was made with another model"
              .formatted(base.path(), base.vocabularySize(), vocabularySize));
    }
    forEachRow(
        targets,
        (mine, row) -> {
          base.readRow(chunk, firstRow + row, mine.codedRow);
          mine.coded.score(mine.codedRow, candidate, row, targets[row], into, firstRow + row);
        });
  }

  /**
   * −log p(target) of each row, nats, good to 1e-6.
   *
   * @param logits rows of at least {@code targets.length} × vocabulary logits
   */
  public double[] nll(LogitRows logits, int[] targets) {
    double[] nll = new double[targets.length];
    forEachRow(targets, (mine, row) -> nll[row] = mine.coded.nll(logits, row, targets[row]));
    return nll;
  }

  @Override
  public void close() {
    threads.close();
  }

  private void forEachRow(int[] targets, ObjIntConsumer<Kernels> task) {
    for (int target : targets) {
      if (target < 0 || target >= vocabularySize) {
        throw new LlamaException(
            "token %d is not in the model's vocabulary of %,d".formatted(target, vocabularySize));
      }
    }
    AtomicInteger next = new AtomicInteger();
    threads.run(
        Math.min(threads.count(), targets.length),
        part -> score(kernels.get(part), next, targets.length, task));
  }

  private static void score(
      Kernels kernels, AtomicInteger next, int count, ObjIntConsumer<Kernels> task) {
    try {
      for (int row = next.getAndIncrement(); row < count; row = next.getAndIncrement()) {
        task.accept(kernels, row);
      }
    } catch (RuntimeException e) {
      next.set(count);
      throw e;
    }
  }
}
