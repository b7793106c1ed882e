package dev.quantloop.app.loop;

import dev.quantloop.app.console.Figures;
import dev.quantloop.tracker.ChunkScore;
import dev.quantloop.tracker.Distribution;

/** Where a chunk stands among the others. */
public final class ChunkPlace {
  private ChunkPlace() {}

  /** "worst of 27", "2nd worst of 27". */
  public static String of(Distribution distribution, ChunkScore chunk) {
    int place = distribution.place(chunk);
    String which = place == 1 ? "worst" : Figures.ordinal(place) + " worst";
    return which + " of " + distribution.chunks().size();
  }
}
