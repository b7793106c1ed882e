package dev.quantloop.llama;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
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
    this.others = count == 1 ? null : Executors.newFixedThreadPool(count - 1, named(name));
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
    List<CompletableFuture<Void>> tasks = new ArrayList<>();
    for (int i = 1; i < parts; i++) {
      int part = i;
      tasks.add(CompletableFuture.runAsync(() -> work.accept(part), others));
    }
    tasks.add(0, CompletableFuture.runAsync(() -> work.accept(0), Runnable::run));
    settle(tasks);
    tasks.forEach(WorkerThreads::join);
  }

  /** Waits until all are done, also in vain. */
  public static void settle(List<? extends CompletableFuture<?>> tasks) {
    CompletableFuture.allOf(tasks.toArray(CompletableFuture[]::new))
        .exceptionally(failure -> null)
        .join();
  }

  /** Waits for a task and throws what it threw. */
  public static <T> T join(CompletableFuture<T> task) {
    try {
      return task.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Makes threads of that name that do not keep the JVM alive. */
  public static ThreadFactory named(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void close() {
    if (others != null) {
      others.shutdownNow();
    }
  }
}
