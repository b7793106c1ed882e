package dev.quantloop.app.chunktext;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.Distribution;

/** Where a chunk stands among the others. */
public final class ChunkPlace {
  private ChunkPlace() {}

  /** "worst of 27", "2nd worst of 27". */
  public static String of(Distribution distribution, ChunkScore chunk) {
    int place = distribution.place(chunk);
    String which = place == 1 ? "worst" : Numbers.ordinal(place) + " worst";
    return which + " of " + distribution.chunks().size();
  }
}
