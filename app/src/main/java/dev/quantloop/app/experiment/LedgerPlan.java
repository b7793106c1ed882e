package dev.quantloop.app.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the first chunks of one source's pool are put together from ledger blocks.
 *
 * <p>The cover depends only on the blocks that exist when an iteration starts: a block that was
 * committed on the way is picked up again at its own place, so a run that was killed ends with the
 * same blocks in the same order, and with the same sums to the last bit.
 *
 * @param cover the blocks in order, without gap or overlap
 * @param missing those of them that are still to be computed
 */
public record LedgerPlan(List<ChunkRange> cover, Set<ChunkRange> missing) {
  /** Chunks of a block at most: what a killed run can lose. */
  public static final int LONGEST_BLOCK = 16;

  /** Consecutive chunks of one source's pool. */
  public record ChunkRange(int first, int count) {
    public ChunkRange {
      if (first < 0 || count < 1) {
        throw new IllegalArgumentException("no chunk range: " + first + " + " + count);
      }
    }

    /** The first chunk after the range. */
    public int end() {
      return first + count;
    }
  }

  public LedgerPlan {
    cover = List.copyOf(cover);
    missing = Set.copyOf(missing);
  }

  /** Covers chunks 0 … chunks−1, taking from what exists the longest block that fits. */
  public static LedgerPlan of(List<ChunkRange> existing, int chunks) {
    List<ChunkRange> cover = new ArrayList<>();
    Set<ChunkRange> missing = new TreeSet<>((a, b) -> Integer.compare(a.first(), b.first()));
    for (int at = 0; at < chunks; at = cover.get(cover.size() - 1).end()) {
      ChunkRange block = longestAt(existing, at, chunks);
      if (block == null) {
        block = new ChunkRange(at, gapAt(existing, at, chunks));
        missing.add(block);
      }
      cover.add(block);
    }
    return new LedgerPlan(cover, missing);
  }

  public int missingChunks() {
    return missing.stream().mapToInt(ChunkRange::count).sum();
  }

  private static ChunkRange longestAt(List<ChunkRange> existing, int at, int chunks) {
    ChunkRange longest = null;
    for (ChunkRange block : existing) {
      boolean fits = block.first() == at && block.end() <= chunks;
      if (fits && (longest == null || block.count() > longest.count())) {
        longest = block;
      }
    }
    return longest;
  }

  private static int gapAt(List<ChunkRange> existing, int at, int chunks) {
    int end = Math.min(chunks, at + LONGEST_BLOCK);
    for (ChunkRange block : existing) {
      if (block.first() > at && block.first() < end && block.end() <= chunks) {
        end = block.first();
      }
    }
    return end - at;
  }
}
