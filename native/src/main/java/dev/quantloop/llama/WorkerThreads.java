package dev.quantloop.llama;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.IntConsumer;

/**
 * A number of threads that do the parts of one task after another, the caller's thread among them.
 * One task at a time. {@link #close} ends the others, which do not keep the JVM alive.
 */
public final class WorkerThreads implements AutoCloseable {
  private final int count;
  private final ExecutorService others;

  /**
   * @param name of the threads
   */
  public WorkerThreads(int count, String name) {
    this.count = count;
    this.others =
        count == 1 ? null : Executors.newFixedThreadPool(count - 1, work -> thread(work, name));
  }

  private static Thread thread(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  public int count() {
    return count;
  }

  /**
   * Runs the parts 0 to {@code parts} − 1 side by side and waits for all of them, whatever happens:
   * they may use memory that is freed afterwards. Then throws what the first of those that failed
   * threw.
   *
   * @param parts at least one, at most as many as there are threads
   */
  public void run(int parts, IntConsumer work) {
    List<FutureTask<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      int part = i;
      tasks.add(new FutureTask<>(() -> work.accept(part), null));
    }
    tasks.stream().skip(1).forEach(task -> others.execute(task));
    tasks.get(0).run();
    RuntimeException failure = null;
    for (FutureTask<Void> task : tasks) {
      RuntimeException its = failureOf(task);
      failure = failure == null ? its : failure;
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Waits for a part; an interrupt waits until it is done. */
  private static RuntimeException failureOf(Future<?> part) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          part.get();
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

  @Override
  public void close() {
    if (others != null) {
      others.shutdownNow();
    }
  }
}
