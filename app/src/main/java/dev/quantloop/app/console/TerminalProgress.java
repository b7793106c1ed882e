package dev.quantloop.app.console;

import java.io.PrintWriter;
import java.time.Clock;

/**
 * Progress on a terminal: one line per stage, redrawn in place at most ten times a second. The
 * cursor is neither hidden nor moved off its line, so there is nothing to restore when the process
 * is killed.
 */
final class TerminalProgress implements Progress {
  private static final long REDRAW_MILLIS = 100;
  private static final String CLEAR_TO_END = "\033[K";

  private final PrintWriter err;
  private final Terminal terminal;
  private final Clock clock;
  private TerminalStage open;

  TerminalProgress(PrintWriter err, Terminal terminal, Clock clock) {
    this.err = err;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public synchronized Stage stage(String label, StageUnit work) {
    open = new TerminalStage(label, work);
    open.draw();
    return open;
  }

  @Override
  public synchronized void note(String line) {
    err.print("\r" + CLEAR_TO_END);
    err.println(line);
    if (open != null) {
      open.draw();
    }
    err.flush();
  }

  private final class TerminalStage implements Stage {
    private final String label;
    private final StageClock stageClock;
    private final ProgressLine line;
    private long drawnMillis;
    private boolean ended;

    TerminalStage(String label, StageUnit work) {
      this.label = label;
      this.stageClock = new StageClock(clock, work);
      this.line = new ProgressLine(terminal.unicode());
    }

    @Override
    public void advanced(long done, long total) {
      synchronized (TerminalProgress.this) {
        stageClock.advanced(done, total);
        if (!ended && clock.millis() - drawnMillis >= REDRAW_MILLIS) {
          draw();
        }
      }
    }

    @Override
    public void resumed(long done, long total) {
      synchronized (TerminalProgress.this) {
        stageClock.resumed(done, total);
        draw();
      }
    }

    @Override
    public void finish(String summary) {
      synchronized (TerminalProgress.this) {
        end(line.text(label, summary, terminal.width()));
      }
    }

    @Override
    public void close() {
      synchronized (TerminalProgress.this) {
        end(line.ended(label, stageClock, terminal.width()));
      }
    }

    private void draw() {
      drawnMillis = clock.millis();
      err.print("\r" + line.running(label, stageClock, terminal.width()) + CLEAR_TO_END);
      err.flush();
    }

    private void end(String text) {
      if (ended) {
        return;
      }
      ended = true;
      open = null;
      err.print("\r" + text + CLEAR_TO_END);
      err.println();
      err.flush();
    }
  }
}
