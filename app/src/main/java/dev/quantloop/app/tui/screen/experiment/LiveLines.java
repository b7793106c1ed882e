package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.tracker.stats.KldStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The percentiles of evaluations under way, a line for each, in columns. */
final class LiveLines {
  private static final List<Percentile> PERCENTILES =
      List.of(
          new Percentile("median", KldStatistics::median),
          new Percentile("KLD90", KldStatistics::kld90),
          new Percentile("KLD95", KldStatistics::kld95),
          new Percentile("KLD99", KldStatistics::kld99));

  private record Percentile(String name, ToDoubleFunction<KldStatistics> value) {
    String of(LiveScore score) {
      return "  " + name + " " + Numbers.score(value.applyAsDouble(score.statistics()));
    }
  }

  private LiveLines() {}

  /** With as many of the percentiles as there is room for in all lines. */
  static List<String> of(List<LiveScore> scores, int width) {
    List<Percentile> shown = new ArrayList<>(PERCENTILES);
    List<String> lines = lines(scores, shown);
    while (shown.size() > 1 && lines.stream().anyMatch(line -> DisplayWidth.of(line) > width)) {
      shown.remove(1);
      lines = lines(scores, shown);
    }
    return lines.stream().map(line -> DisplayWidth.cut(line, width)).toList();
  }

  private static List<String> lines(List<LiveScore> scores, List<Percentile> shown) {
    int widest = scores.stream().mapToInt(one -> DisplayWidth.of(head(one))).max().orElse(0);
    return scores.stream()
        .map(
            score ->
                DisplayWidth.pad(head(score), widest)
                    + shown.stream().map(one -> one.of(score)).collect(Collectors.joining()))
        .toList();
  }

  private static String head(LiveScore score) {
    return score.quantType() + " " + score.set() + " so far:";
  }
}
