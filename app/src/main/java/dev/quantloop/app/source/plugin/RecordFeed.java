package dev.quantloop.app.source.plugin;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.SourceRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Hands records from the thread that gets them to the one that reads them, a few ahead, and ends a
 * wait in which nothing happens. The time that the reader takes does not count.
 */
final class RecordFeed {
  private static final int AHEAD = 16;

  private sealed interface Item {}

  private record Given(SourceRecord record) implements Item {}

  private record End() implements Item {}

  private record Failure(RuntimeException cause) implements Item {}

  private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(AHEAD);
  private final String giver;
  private final Duration patience;
  private volatile long lastSign = System.nanoTime();

  /**
   * @param giver what to call the one who gives, in errors
   * @param patience how long it may give no sign of life
   */
  RecordFeed(String giver, Duration patience) {
    this.giver = giver;
    this.patience = patience;
  }

  void give(SourceRecord record) throws InterruptedException {
    items.put(new Given(record));
  }

  void end() throws InterruptedException {
    items.put(new End());
  }

  void fail(RuntimeException cause) throws InterruptedException {
    items.put(new Failure(cause));
  }

  /** Says that the giver is at work. */
  void stir() {
    lastSign = System.nanoTime();
  }

  /** The next record; empty after the last. */
  Optional<SourceRecord> take() {
    Item item = await();
    if (item instanceof Failure failure) {
      throw failure.cause();
    }
    return item instanceof Given given ? Optional.of(given.record()) : Optional.empty();
  }

  private Item await() {
    long begin = System.nanoTime();
    try {
      while (true) {
        long silence = System.nanoTime() - Math.max(begin, lastSign);
        Item item = items.poll(patience.toNanos() - silence, TimeUnit.NANOSECONDS);
        if (item != null) {
          return item;
        } else if (System.nanoTime() - Math.max(begin, lastSign) >= patience.toNanos()) {
          throw new UserException(
              "%s has given nothing for %d s, so it was ended; timeout=SECONDS gives it longer"
                  .formatted(giver, patience.toSeconds()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted while waiting for " + giver, e);
    }
  }
}
