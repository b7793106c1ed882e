package dev.quantloop.app.tui.session;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.UserException;
import dev.quantloop.app.tui.Message;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The threads behind the interface. One does what screens ask of the database, in the order of the
 * asking; another looks whether somebody has changed it; slow work has threads of its own.
 */
public final class EffectThreads implements AutoCloseable {
  private static final long WATCH_MILLIS = 250;
  private static final int LOOKS_BETWEEN_UPKEEP = 4;

  /** Enough to write a small file; what takes longer is broken off. */
  private static final long BACKGROUND_MILLIS = 300;

  private final Supplier<Tracker> opener;
  private final Predicate<Tracker> upkeep;
  private final ExecutorService database = Executors.newSingleThreadExecutor(daemon("database"));
  private final ExecutorService background = Executors.newCachedThreadPool(daemon("background"));
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(daemon("watch"));
  private volatile Path file;
  private Tracker tracker;
  private Tracker watched;
  private long version;
  private long looks;
  private boolean gone;

  /**
   * @param opener opens the database once for each of the two threads
   * @param upkeep done once a second; tells whether it has changed the database
   */
  public EffectThreads(Supplier<Tracker> opener, Predicate<Tracker> upkeep) {
    this.opener = opener;
    this.upkeep = upkeep;
  }

  private static ThreadFactory daemon(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Does the work and passes its answer on, or the reason why there is none. */
  public void submit(Function<Tracker, Message> work, Consumer<Message> answer) {
    database.execute(() -> answer.accept(attempt(work)));
  }

  /**
   * Does the work on a thread of its own and passes on what it posts, or why it has failed.
   *
   * @param end called after the last answer
   */
  public void background(Consumer<Consumer<Message>> work, Consumer<Message> answer, Runnable end) {
    background.execute(
        () -> {
          try {
            work.accept(answer);
          } catch (RuntimeException e) {
            answer.accept(failed(e));
          } finally {
            end.run();
          }
        });
  }

  private static Message failed(RuntimeException e) {
    return new Message.Failed(FailureMessage.ofAny(e));
  }

  private Message attempt(Function<Tracker, Message> work) {
    try {
      tracker = current(tracker);
      return work.apply(tracker);
    } catch (RuntimeException e) {
      return failed(e);
    }
  }

  /**
   * The open database or, where its file has been replaced, the one that is there now.
   *
   * @throws UserException when the file is gone: a new one would look as if nothing had ever been
   *     in it, and what is written to the old one is lost
   */
  private Tracker current(Tracker open) {
    if (open != null && open.isInPlace()) {
      return open;
    } else if (file != null && !Files.exists(file)) {
      throw new UserException(
          file + " has been deleted or moved away: put it back, or leave with q");
    } else if (open != null) {
      open.close();
    }
    Tracker opened = opener.get();
    file = opened.file();
    return opened;
  }

  /** Calls something after a while, on a thread that must not be kept. */
  public void later(Duration delay, Runnable call) {
    watch.schedule(call, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Calls {@code changed} whenever another connection has written to the database, and then {@code
   * seen} with what is there now.
   */
  public void watch(Runnable changed, Consumer<Tracker> seen) {
    watch.scheduleWithFixedDelay(
        () -> look(changed, seen), WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look(Runnable changed, Consumer<Tracker> seen) {
    try {
      Tracker now = current(watched);
      gone = false;
      if (now != watched) {
        watched = now;
        version = watched.dataVersion();
        // What was read before may be older than this version.
        changed.run();
        seen.accept(watched);
        return;
      }
      boolean repaired = looks++ % LOOKS_BETWEEN_UPKEEP == 0 && upkeep.test(watched);
      long found = watched.dataVersion();
      if (found != version || repaired) {
        version = found;
        changed.run();
        seen.accept(watched);
      }
    } catch (UserException e) {
      if (!gone) {
        gone = true;
        changed.run();
      }
    } catch (RuntimeException e) {
      // What is wrong with the database is told where it is used.
    }
  }

  /** Waits for the work in progress, for a writer must not be cut off. */
  @Override
  public void close() {
    watch.shutdownNow();
    background.shutdown();
    database.shutdown();
    try {
      background.awaitTermination(BACKGROUND_MILLIS, TimeUnit.MILLISECONDS);
      background.shutdownNow();
      watch.awaitTermination(1, TimeUnit.SECONDS);
      database.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (tracker != null) {
      tracker.close();
    }
    if (watched != null) {
      watched.close();
    }
  }
}
