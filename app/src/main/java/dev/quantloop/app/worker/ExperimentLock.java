package dev.quantloop.app.worker;

import dev.quantloop.app.RemedyText;
import dev.quantloop.app.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The operating system's lock on an experiment's directory: one worker holds it as long as it
 * lives, and its death, however sudden, gives it back. So a free lock proves that no worker of this
 * machine is at work; for others, where locks may not reach them, ask {@link
 * CrashedRuns#isBusyElsewhere}.
 */
public final class ExperimentLock implements AutoCloseable {
  // A POSIX lock is lost when its process closes any descriptor of the file, so a process must not
  // even look at a lock that it holds itself.
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private static final int ATTEMPTS = 10;
  private static final long ATTEMPT_MILLIS = 50;

  private final Path file;
  private final FileChannel channel;

  private ExperimentLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Takes the lock; empty when another worker holds it. */
  public static Optional<ExperimentLock> take(Path lockFile) throws IOException {
    Path file = lockFile.toAbsolutePath().normalize();
    Files.createDirectories(file.getParent());
    if (!HELD_HERE.add(file)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      taken = tryLock(file, channel) != null;
      return taken ? Optional.of(new ExperimentLock(file, channel)) : Optional.empty();
    } finally {
      if (!taken) {
        HELD_HERE.remove(file);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  /**
   * As {@link #take(Path)}, but tries for a while: a process that looks whether the lock is held
   * holds it for a moment.
   */
  static Optional<ExperimentLock> takePatiently(Path lockFile) throws IOException {
    Optional<ExperimentLock> lock = take(lockFile);
    for (int attempt = 1; lock.isEmpty() && attempt < ATTEMPTS; attempt++) {
      try {
        Thread.sleep(ATTEMPT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      lock = take(lockFile);
    }
    return lock;
  }

  /** Whether some process holds the lock now. */
  public static boolean isHeld(Path lockFile) throws IOException {
    if (!Files.exists(lockFile)) {
      return false;
    }
    Optional<ExperimentLock> lock = take(lockFile);
    lock.ifPresent(ExperimentLock::close);
    return lock.isEmpty();
  }

  private static FileLock tryLock(Path file, FileChannel channel) {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    } catch (IOException e) {
      throw new UserException(
          "%s can't be locked (%s): %s".formatted(file, e.getMessage(), RemedyText.LOCAL_FILE), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The lock goes with the process at the latest.
    } finally {
      HELD_HERE.remove(file);
    }
  }
}
