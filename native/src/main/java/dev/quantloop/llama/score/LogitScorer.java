package dev.quantloop.llama.score;

import dev.quantloop.llama.LlamaException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Scores rows of logits on several threads of its own. Rows are independent and each is scored by
 * one thread in a fixed order of operations, so results do not depend on the number of threads. One
 * call at a time: the object itself is not thread-safe. Keeps no row and no native memory; close it
 * to end its threads.
 */
public final class LogitScorer implements AutoCloseable {
  private final int vocabularySize;
  private final List<Worker> workers = new ArrayList<>();
  private final ExecutorService pool;

  private record Worker(DivergenceKernel divergence, CodedKernel coded, CodedRow codedRow) {}

  private interface RowTask {
    void score(Worker worker, int row);
  }

  private LogitScorer(int vocabularySize, int threads) {
    this.vocabularySize = vocabularySize;
    for (int i = 0; i < threads; i++) {
      workers.add(
          new Worker(
              new DivergenceKernel(vocabularySize),
              new CodedKernel(vocabularySize),
              new CodedRow(vocabularySize)));
    }
    this.pool =
        threads == 1 ? null : Executors.newFixedThreadPool(threads - 1, LogitScorer::thread);
  }

  /** A scorer of rows of {@code vocabularySize} logits that works on {@code threads} threads. */
  public static LogitScorer open(int vocabularySize, int threads) {
    if (vocabularySize < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "vocabulary of " + vocabularySize + ", " + threads + " threads");
    }
    return new LogitScorer(vocabularySize, threads);
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
        (worker, row) ->
            worker.divergence.score(base, candidate, row, targets[row], into, firstRow + row));
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
        (worker, row) -> {
          base.readRow(chunk, firstRow + row, worker.codedRow);
          worker.coded.score(worker.codedRow, candidate, row, targets[row], into, firstRow + row);
        });
  }

  /**
   * −log p(target) of each row, nats, good to 1e-6.
   *
   * @param logits rows of at least {@code targets.length} × vocabulary logits
   */
  public double[] nll(LogitRows logits, int[] targets) {
    double[] nll = new double[targets.length];
    forEachRow(targets, (worker, row) -> nll[row] = worker.coded.nll(logits, row, targets[row]));
    return nll;
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.shutdownNow();
    }
  }

  private void forEachRow(int[] targets, RowTask task) {
    for (int target : targets) {
      if (target < 0 || target >= vocabularySize) {
        throw new LlamaException(
            "token %d is not in the model's vocabulary of %,d".formatted(target, vocabularySize));
      }
    }
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> others = new ArrayList<>();
    for (int i = 1; i < Math.min(workers.size(), targets.length); i++) {
      others.add(pool.submit(rows(workers.get(i), next, targets.length, task)));
    }
    RuntimeException failure = null;
    try {
      rows(workers.get(0), next, targets.length, task).run();
    } catch (RuntimeException e) {
      failure = e;
      next.set(targets.length);
    }
    // The rows are in use until the last worker is done with them, whatever has happened.
    for (Future<?> other : others) {
      RuntimeException theirs = failureOf(other);
      failure = failure == null ? theirs : failure;
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static Runnable rows(Worker worker, AtomicInteger next, int count, RowTask task) {
    return () -> {
      for (int row = next.getAndIncrement(); row < count; row = next.getAndIncrement()) {
        task.score(worker, row);
      }
    };
  }

  /** Waits for a worker; interrupts wait until it is done. */
  private static RuntimeException failureOf(Future<?> other) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          other.get();
          return null;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          return e.getCause() instanceof RuntimeException cause
              ? cause
              : new IllegalStateException(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "quantloop-scorer");
    thread.setDaemon(true);
    return thread;
  }
}
