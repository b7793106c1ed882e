package dev.quantloop.llama.install;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one installer at a time work on a directory, among the threads of this JVM and among
 * processes. The lock file stays behind: removing it would let two hold locks on different files.
 */
final class InstallLock implements AutoCloseable {
  /** A file lock belongs to the whole JVM, so threads need a lock of their own. */
  private static final ReentrantLock THREADS = new ReentrantLock();

  private final FileChannel channel;

  private InstallLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits for the lock; {@code onWait} is run first if another holds it. */
  static InstallLock acquire(Path file, Runnable onWait) throws IOException {
    boolean waited = !THREADS.tryLock();
    if (waited) {
      onWait.run();
      THREADS.lock();
    }
    try {
      return new InstallLock(lockFile(file, waited ? () -> {} : onWait));
    } catch (IOException | RuntimeException e) {
      THREADS.unlock();
      throw e;
    }
  }

  private static FileChannel lockFile(Path file, Runnable onWait) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        onWait.run();
        channel.lock();
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      THREADS.unlock();
    }
  }
}
