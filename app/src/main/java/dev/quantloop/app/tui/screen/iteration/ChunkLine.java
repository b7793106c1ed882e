package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.chunktext.ChunkText;
import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.FigureText;
import dev.quantloop.tracker.stats.FigureLists;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.Distribution;
import java.util.ArrayList;
import java.util.List;

/** A chunk in a line. */
final class ChunkLine {
  private static final String GAP = "  ";

  private ChunkLine() {}

  /** Its figures, the composite first. */
  private static List<String> figures(Distribution distribution, ChunkScore chunk) {
    List<String> figures =
        new ArrayList<>(FigureText.titled(FigureLists.CHUNK, chunk.statistics()));
    String chunkName = chunk.set().name() + " " + chunk.chunk() + ": ";
    String place = " (" + ChunkText.place(distribution, chunk) + ")";
    figures.set(0, chunkName + figures.get(0) + place);
    return figures;
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
    return "%s:%d\t%s\t%s:%d\t%s"
        .formatted(
            data.experiment().name(),
            data.row().iteration(),
            data.row().quantType(),
            chunk.set().name(),
            chunk.chunk(),
            FigureText.copied(FigureLists.RANKING, chunk.statistics()));
  }
}
