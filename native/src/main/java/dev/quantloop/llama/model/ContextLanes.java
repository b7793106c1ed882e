package dev.quantloop.llama.model;

import dev.quantloop.llama.WorkerThreads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * The steps of a text, decoded by one or several contexts and taken in order. A single lane decodes
 * on the caller's thread when a step is taken. Several take turns with groups of chunks and work
 * ahead, each on a thread of its own, so that a GPU has work while a result is being used. Used by
 * one thread; {@link #close} waits for what is under way.
 */
public final class ContextLanes<T> implements AutoCloseable {
  private static final ThreadFactory DECODERS = WorkerThreads.named("quantloop-decoder");

  private final List<Lane<T>> lanes;
  private final List<Context.Step> steps;
  private final List<Worker> workers = new ArrayList<>();
  // One for each step; null until it is started.
  private final List<CompletableFuture<T>> results = new ArrayList<>();
  private final int[] laneOfStep;
  private int taken;

  /** Decodes a step; what it gives is valid until it is called again. */
  @FunctionalInterface
  public interface Lane<T> {
    T decode(Context.Step step);
  }

  private record Worker(ExecutorService thread, Deque<Integer> pending) {}

  public ContextLanes(List<Lane<T>> lanes, List<Context.Step> steps) {
    this.lanes = lanes;
    this.steps = steps;
    this.laneOfStep = lanesOf(steps, lanes.size());
    if (lanes.size() > 1) {
      startWorkers();
    }
  }

  /** The steps of a chunk need what the ones before left in the same context. */
  private static int[] lanesOf(List<Context.Step> steps, int laneCount) {
    int[] lanes = new int[steps.size()];
    int group = -1;
    for (int i = 0; i < lanes.length; i++) {
      group += steps.get(i).from() == 0 ? 1 : 0;
      lanes[i] = group % laneCount;
    }
    return lanes;
  }

  private void startWorkers() {
    for (int lane = 0; lane < lanes.size(); lane++) {
      workers.add(new Worker(Executors.newSingleThreadExecutor(DECODERS), new ArrayDeque<>()));
    }
    for (int step = 0; step < laneOfStep.length; step++) {
      workers.get(laneOfStep[step]).pending().add(step);
      results.add(null);
    }
    for (int lane = 0; lane < lanes.size(); lane++) {
      startNext(lane);
    }
  }

  private void startNext(int lane) {
    Integer step = workers.get(lane).pending().poll();
    if (step != null) {
      results.set(
          step,
          CompletableFuture.supplyAsync(
              () -> lanes.get(lane).decode(steps.get(step)), workers.get(lane).thread()));
    }
  }

  /** The result of the next step. */
  public T take() {
    int step = taken++;
    return workers.isEmpty()
        ? lanes.get(0).decode(steps.get(step))
        : WorkerThreads.join(results.get(step));
  }

  /** Says that the result taken last is no longer used. */
  public void release() {
    if (!workers.isEmpty()) {
      results.set(taken - 1, null);
      startNext(laneOfStep[taken - 1]);
    }
  }

  @Override
  public void close() {
    WorkerThreads.settle(results.stream().filter(Objects::nonNull).toList());
    workers.forEach(worker -> worker.thread().shutdown());
  }
}
