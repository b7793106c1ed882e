package dev.quantloop.app.experiment;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How consecutive chunks of one source's pool are put together from ledger blocks.
 *
 * <p>The cover depends only on the blocks that exist when an iteration starts: a block that was
 * committed on the way is picked up again at its own place, so a run that was killed ends with the
 * same blocks in the same order, and with the same sums to the last bit.
 *
 * @param cover the blocks in order, without overlap, and without a gap but for chunks put aside
 * @param missing those of them that are still to be computed
 */
public record LedgerPlan(List<ChunkRange> cover, Set<ChunkRange> missing) {
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

    /** Whether it holds none of these chunks. */
    boolean isWithout(BitSet chunks) {
      int next = chunks.nextSetBit(first);
      return next < 0 || next >= end();
    }

    public boolean overlaps(ChunkRange other) {
      return first < other.end() && other.first < end();
    }
  }

  public LedgerPlan {
    cover = List.copyOf(cover);
    missing = Set.copyOf(missing);
  }

  /**
   * Covers these chunks, taking from what exists the longest block that fits.
   *
   * @param ends where blocks that are computed now end
   */
  public static LedgerPlan of(List<ChunkRange> existing, ChunkRange chunks, BlockEnds ends) {
    return of(existing, chunks, new BitSet(), ends);
  }

  /**
   * The same without some of them.
   *
   * @param aside chunks that are to be in no block
   */
  public static LedgerPlan of(
      List<ChunkRange> all, ChunkRange chunks, BitSet aside, BlockEnds ends) {
    List<ChunkRange> existing = all.stream().filter(block -> block.isWithout(aside)).toList();
    List<ChunkRange> cover = new ArrayList<>();
    Set<ChunkRange> missing = new TreeSet<>((a, b) -> Integer.compare(a.first(), b.first()));
    for (int at = aside.nextClearBit(chunks.first());
        at < chunks.end();
        at = aside.nextClearBit(cover.get(cover.size() - 1).end())) {
      ChunkRange block = longestAt(existing, at, chunks.end());
      if (block == null) {
        int end = Math.min(chunks.end(), ends.after(at));
        int next = aside.nextSetBit(at);
        int latest = next < 0 ? end : Math.min(end, next);
        block = new ChunkRange(at, gapAt(existing, at, latest, chunks.end()) - at);
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

  /** Where a block that begins here ends: before the next that exists and is of use. */
  private static int gapAt(List<ChunkRange> existing, int at, int latest, int chunks) {
    return existing.stream()
        .filter(block -> block.first() > at && block.end() <= chunks)
        .mapToInt(ChunkRange::first)
        .reduce(latest, Math::min);
  }
}
