package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.FigureText;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureLists;
import java.util.ArrayList;
import java.util.List;

/** The figures of evaluations under way, a line for each, in columns. */
final class LiveLines {
  private LiveLines() {}

  /** With as many of the figures as there is room for in all lines. */
  static List<String> of(List<LiveScore> scores, int width) {
    List<Figure> shown = new ArrayList<>(FigureLists.LIVE);
    List<String> lines = lines(scores, shown);
    while (shown.size() > 1 && lines.stream().anyMatch(line -> DisplayWidth.of(line) > width)) {
      shown.remove(1);
      lines = lines(scores, shown);
    }
    return lines.stream().map(line -> DisplayWidth.cut(line, width)).toList();
  }

  private static List<String> lines(List<LiveScore> scores, List<Figure> shown) {
    int widest = scores.stream().mapToInt(one -> DisplayWidth.of(head(one))).max().orElse(0);
    return scores.stream()
        .map(
            score ->
                DisplayWidth.pad(head(score), widest)
                    + "  "
                    + String.join("  ", FigureText.titled(shown, score.statistics())))
        .toList();
  }

  private static String head(LiveScore score) {
    return score.quantType() + " " + score.set() + " so far:";
  }
}
