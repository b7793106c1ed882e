package dev.quantloop.app.console;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.VisibleText;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Progress on a terminal: one line per stage, never wider than the terminal, redrawn in place at
 * most ten times a second. The cursor is neither hidden nor moved off its line, so there is nothing
 * to restore when the process is killed.
 */
final class TerminalProgress implements Progress {
  private static final long REDRAW_MILLIS = 100;
  private static final String CLEAR_TO_END = "\033[K";
  private static final int LABEL_WIDTH = 20;
  private static final int WIDEST_BAR = 24;
  private static final int NARROWEST_BAR = 5;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";

  private final PrintWriter err;
  private final PrintWriter cursor;
  private final Terminal terminal;
  private final Clock clock;
  private TerminalStage open;

  TerminalProgress(PrintWriter err, Terminal terminal, Clock clock) {
    this.err = err;
    this.cursor = VisibleWriter.beneath(err);
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Stage stage(String label, String unit, int tokensEach) {
    synchronized (err) {
      open = new TerminalStage(label, unit, tokensEach);
      open.draw();
      return open;
    }
  }

  @Override
  public void note(String line) {
    synchronized (err) {
      cursor.print("\r" + CLEAR_TO_END);
      err.println(line);
      if (open != null) {
        open.draw();
      }
      err.flush();
    }
  }

  private final class TerminalStage extends Stage {
    private final String head;
    private long drawnMillis;

    TerminalStage(String label, String unit, int tokensEach) {
      super(err, clock, label, unit, tokensEach, "  ");
      this.head = DisplayWidth.pad(VisibleText.of(label), LABEL_WIDTH) + " ";
    }

    @Override
    void moved() {
      if (clock.millis() - drawnMillis >= REDRAW_MILLIS) {
        draw();
      }
    }

    @Override
    void ended(String summary) {
      open = null;
      replaceLine(DisplayWidth.cut(head + VisibleText.of(summary), terminal.width() - 1));
      err.println();
      err.flush();
    }

    private void draw() {
      drawnMillis = clock.millis();
      replaceLine(line(terminal.width() - 1));
      err.flush();
    }

    private void replaceLine(String line) {
      cursor.print('\r');
      err.print(line);
      cursor.print(CLEAR_TO_END);
    }

    /** Label, bar, amount, rate and time left; what does not fit is left out from the right. */
    private String line(int width) {
      if (!isCounted()) {
        return DisplayWidth.cut(head + (terminal.unicode() ? "…" : "..."), width);
      }
      List<String> parts = new ArrayList<>(state(left()));
      parts.add(0, "%3d%%".formatted((int) (fraction() * 100)));
      while (true) {
        String tail = " " + String.join("  ", parts);
        int room = width - DisplayWidth.of(head) - DisplayWidth.of(tail);
        if (room >= NARROWEST_BAR) {
          return head + bar(Math.min(room, WIDEST_BAR)) + tail;
        }
        if (parts.size() == 1) {
          return DisplayWidth.cut(head + tail.strip(), width);
        }
        parts.remove(parts.size() - 1);
      }
    }

    private String bar(int width) {
      if (!terminal.unicode()) {
        int filled = (int) (fraction() * (width - 2));
        return "[" + "#".repeat(filled) + "-".repeat(width - 2 - filled) + "]";
      }
      int eighths = (int) (fraction() * width * 8);
      String full = "█".repeat(eighths / 8);
      String partial = eighths % 8 == 0 ? "" : String.valueOf(EIGHTHS.charAt(eighths % 8));
      return full + partial + "░".repeat(width - full.length() - partial.length());
    }
  }
}
