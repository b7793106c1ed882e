package dev.quantloop.app.machine;

import java.util.Optional;

/**
 * Commands of this program of which only the latest is of interest: it ends the one before. May be
 * used by several threads.
 */
public final class LatestCommand implements AutoCloseable {
  private ChildCommand running;

  /**
   * What the command prints.
   *
   * @param input what it reads on standard input
   * @return empty if it was ended for another
   * @throws dev.quantloop.app.UserException with the reason that it gave, when it fails
   */
  public Optional<String> output(ProcessBuilder command, String input) {
    return start(command, input).output();
  }

  private synchronized ChildCommand start(ProcessBuilder command, String input) {
    close();
    running = ChildCommand.start(command, input);
    return running;
  }

  /** Ends the command that is running, if any. */
  @Override
  public synchronized void close() {
    if (running != null) {
      running.end();
      running = null;
    }
  }
}
