package dev.quantloop.app.console;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.Numbers;
import java.util.ArrayList;
import java.util.List;

/** The one line of a stage, never wider than the terminal. */
final class ProgressLine {
  private static final int LABEL_WIDTH = 20;
  private static final int WIDEST_BAR = 24;
  private static final int NARROWEST_BAR = 5;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";

  private final boolean unicode;

  ProgressLine(boolean unicode) {
    this.unicode = unicode;
  }

  /** Label, bar, amount, rate and time left; what does not fit is left out from the right. */
  String running(String label, StageClock clock, int width) {
    if (clock.total() <= 0) {
      return text(label, unicode ? "…" : "...", width);
    }
    List<String> parts = new ArrayList<>();
    parts.add("%3d%%".formatted((int) (clock.fraction() * 100)));
    parts.add(clock.amount());
    parts.add(clock.rate());
    parts.add(clock.left());
    return line(label, parts, clock.fraction(), width);
  }

  String ended(String label, StageClock clock, int width) {
    List<String> parts = new ArrayList<>();
    if (clock.total() > 0) {
      parts.add(clock.amount());
      parts.add(clock.rate());
    }
    parts.add("in " + Numbers.duration(clock.elapsed()));
    parts.removeIf(String::isEmpty);
    return text(label, String.join("  ", parts), width);
  }

  String text(String label, String text, int width) {
    return DisplayWidth.cut(DisplayWidth.pad(label, LABEL_WIDTH) + " " + text, width - 1);
  }

  private String line(String label, List<String> parts, double fraction, int width) {
    parts.removeIf(String::isEmpty);
    String head = DisplayWidth.pad(label, LABEL_WIDTH) + " ";
    while (true) {
      String tail = parts.isEmpty() ? "" : " " + String.join("  ", parts);
      int room = width - 1 - DisplayWidth.of(head) - DisplayWidth.of(tail);
      if (room >= NARROWEST_BAR) {
        return head + bar(fraction, Math.min(room, WIDEST_BAR)) + tail;
      }
      if (parts.size() <= 1) {
        return DisplayWidth.cut(head + tail.strip(), width - 1);
      }
      parts.remove(parts.size() - 1);
    }
  }

  private String bar(double fraction, int width) {
    if (!unicode) {
      int filled = (int) (fraction * (width - 2));
      return "[" + "#".repeat(filled) + "-".repeat(width - 2 - filled) + "]";
    }
    int eighths = (int) (fraction * width * 8);
    String full = "█".repeat(eighths / 8);
    String partial = eighths % 8 == 0 ? "" : String.valueOf(EIGHTHS.charAt(eighths % 8));
    return full + partial + "░".repeat(width - full.length() - partial.length());
  }
}
