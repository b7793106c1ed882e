package dev.quantloop.llama.evaluate;

import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;

/**
 * Threads of a CPU, lent to the contexts of a pass, first come, first served. Two contexts that
 * compute side by side on half of them each are faster than one after the other on all, for ggml's
 * threads wait for each other after every operation. The figures are the same. Thread-safe.
 */
final class ThreadShare {
  private static final int HALVES = 2;

  private final int threads;
  private final Semaphore free;

  private ThreadShare(int threads, Semaphore free) {
    this.threads = threads;
    this.free = free;
  }

  /** For those who compute one after the other, or on a GPU: everyone has all threads. */
  static ThreadShare all(int threads) {
    return new ThreadShare(threads, null);
  }

  static ThreadShare halves(int threads) {
    return new ThreadShare(threads, new Semaphore(HALVES, true));
  }

  /** What the work of one of several is given. */
  int half() {
    return free == null ? threads : Math.max(1, threads / HALVES);
  }

  /**
   * Does work once threads are free for it.
   *
   * @param alone whether it has them all
   * @param work given the number of its threads
   */
  <T> T lend(boolean alone, IntFunction<T> work) {
    if (free == null) {
      return work.apply(threads);
    }
    int permits = alone ? HALVES : 1;
    free.acquireUninterruptibly(permits);
    try {
      return work.apply(alone ? threads : half());
    } finally {
      free.release(permits);
    }
  }
}
