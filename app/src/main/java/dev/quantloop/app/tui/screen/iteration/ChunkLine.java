package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.chunktext.ChunkPlace;
import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.tracker.stats.KldStatistics;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.Distribution;
import java.util.ArrayList;
import java.util.List;

/** A chunk in a line. */
final class ChunkLine {
  private static final String GAP = "  ";

  private ChunkLine() {}

  /** Its figures, the more important ones first. */
  private static List<String> figures(Distribution distribution, ChunkScore chunk) {
    KldStatistics s = chunk.statistics();
    return List.of(
        "%s %d: composite %s (%s)"
            .formatted(
                chunk.set().name(),
                chunk.chunk(),
                Numbers.score(s.composite()),
                ChunkPlace.of(distribution, chunk)),
        "median " + Numbers.score(s.median()),
        "KLD90 " + Numbers.score(s.kld90()),
        "KLD99 " + Numbers.score(s.kld99()),
        "PPL %s, baseline %s"
            .formatted(Numbers.significant(s.ppl(), 5), Numbers.significant(s.pplBase(), 5)),
        "same top " + Numbers.percent(s.sameTop(), 1));
  }

  static String of(Distribution distribution, ChunkScore chunk) {
    return String.join(GAP, figures(distribution, chunk));
  }

  /** The same in lines, broken between figures. */
  static List<String> lines(Distribution distribution, ChunkScore chunk, int width) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String figure : figures(distribution, chunk)) {
      String longer = line.isEmpty() ? figure : line + GAP + figure;
      if (!line.isEmpty() && DisplayWidth.of(longer) > width) {
        lines.add(line);
        longer = figure;
      }
      line = longer;
    }
    lines.add(line);
    return lines;
  }

  /** For the clipboard. */
  static String copied(IterationData data, ChunkScore chunk) {
    KldStatistics s = chunk.statistics();
    return "%s:%d\t%s\t%s:%d\t%s\t%s\t%s\t%s\t%s"
        .formatted(
            data.experiment().name(),
            data.row().iteration(),
            data.row().quantType(),
            chunk.set().name(),
            chunk.chunk(),
            s.median(),
            s.kld90(),
            s.kld95(),
            s.kld99(),
            s.composite());
  }
}
