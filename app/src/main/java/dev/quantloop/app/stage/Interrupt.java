package dev.quantloop.app.stage;

import dev.quantloop.app.engine.StopRequest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a stage at Ctrl-C or SIGTERM before the process goes: libllama must not be torn down while
 * its threads compute. Open one around the native work and close it after.
 */
final class Interrupt implements StopRequest, AutoCloseable {
  private static final long PATIENCE_SECONDS = 3;
  private static final int KILLED_BY_SIGINT = 130;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupt, "interrupt");
  private volatile boolean requested;

  Interrupt() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public boolean requested() {
    return requested;
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs and has just been told.
    }
  }

  private void interrupt() {
    requested = true;
    try {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(KILLED_BY_SIGINT);
      }
    } catch (InterruptedException e) {
      Runtime.getRuntime().halt(KILLED_BY_SIGINT);
    }
  }
}
