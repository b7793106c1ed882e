package dev.quantloop.app.experiment;

import dev.quantloop.app.corpus.ChunkOrder;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.ExperimentSettings;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Where the ledger blocks of one source end. Replicates of an iteration are made of whole blocks,
 * so a block ends wherever a corpus of the plan would, and wherever one would that takes the chunks
 * after it, or those after these: the ledger then holds {@value #SIDE_BY_SIDE} corpora of each size
 * side by side. That makes few blocks more, for the sizes grow: {@value #SIDE_BY_SIDE} for each
 * size and source at most, and with doubled sizes half of them coincide.
 *
 * <p>Blocks are also so short that the source has enough of them to be drawn with replacement.
 *
 * @param ends in chunks of the source's pool; blocks may also end elsewhere
 * @param longest chunks of a block at most
 */
public record BlockEnds(NavigableSet<Integer> ends, int longest) {
  /** Chunks of a block at most: what a killed run can lose. */
  public static final int LONGEST_BLOCK = 16;

  /** Blocks as long as they may be, for experiments without replicates. */
  public static final BlockEnds LONGEST = new BlockEnds(new TreeSet<>(), LONGEST_BLOCK);

  /** Corpora of a size: an iteration and as many replicates as most experiments take. */
  private static final int SIDE_BY_SIDE = 4;

  /** Blocks of the largest corpus to draw from, all sources together, and of each. */
  private static final int ENOUGH_BLOCKS = 32;

  private static final int ENOUGH_OF_A_SOURCE = 4;

  /** Those of a source of an experiment. */
  public static BlockEnds of(CalibrationPool pool, Corpus corpus, ExperimentSettings settings) {
    return of(
        pool.order(),
        GrowthPlan.of(settings).chunkCounts(settings.nCtx(), pool.chunks()),
        pool.corpora().indexOf(corpus),
        settings.replicates());
  }

  /**
   * @param order in which corpora take chunks from the sources
   * @param chunkCounts chunks of each corpus of the plan, smallest first
   * @param source number of the source in the order
   * @param replicates of each corpus
   */
  public static BlockEnds of(
      ChunkOrder order, List<Integer> chunkCounts, int source, int replicates) {
    int[] sizes = chunkCounts.stream().mapToInt(chunks -> order.counts(chunks)[source]).toArray();
    int largest = sizes.length == 0 ? 0 : sizes[sizes.length - 1];
    if (replicates == 0 || largest == 0) {
      return LONGEST;
    }
    NavigableSet<Integer> ends = new TreeSet<>();
    for (int size : sizes) {
      for (int i = 1; i <= SIDE_BY_SIDE && (long) i * size <= largest; i++) {
        ends.add(i * size);
      }
    }
    int enough = Math.max(ENOUGH_OF_A_SOURCE, ENOUGH_BLOCKS / order.poolChunks().size());
    return new BlockEnds(ends, Math.max(1, Math.min(LONGEST_BLOCK, largest / enough)));
  }

  /** Where a block that begins here ends at the latest. */
  public int after(int first) {
    Integer end = ends.higher(first);
    return end == null ? first + longest : Math.min(end, first + longest);
  }
}
