package dev.quantloop.app.experiment;

import static java.util.Comparator.comparingInt;

import dev.quantloop.app.experiment.LedgerPlan.ChunkRange;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.record.ReplicateDraw;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The recipe of a replicate: a corpus as large as that of its iteration, with as much of each
 * source, of blocks that the ledger holds.
 */
public record ReplicateRecipe(List<RecipePart> parts, ReplicateDraw drawn) {
  /** Of fewer blocks hardly anything else than the same corpus can be drawn. */
  static final int FEWEST_BLOCKS = 4;

  public ReplicateRecipe {
    parts = List.copyOf(parts);
  }

  /** What a recipe takes of one source. */
  private record Share(CorpusId corpus, int chunks, double weight) {}

  /**
   * One of chunks that nothing takes which is to be apart from it.
   *
   * @param of the recipe of the iteration
   * @param others those of its other replicates, as far as they are disjoint
   * @param blocks of the ledger, by corpus
   * @return empty where there are not enough of them
   */
  public static Optional<ReplicateRecipe> disjoint(
      List<RecipePart> of, List<RecipePart> others, Function<CorpusId, List<ChunkRange>> blocks) {
    List<RecipePart> parts = new ArrayList<>();
    for (Share share : shares(of)) {
      List<ChunkRange> used = new ArrayList<>(ranges(of, share.corpus()));
      used.addAll(ranges(others, share.corpus()));
      List<ChunkRange> taken = exactly(apart(blocks.apply(share.corpus()), used), share.chunks());
      if (taken.isEmpty()) {
        return Optional.empty();
      }
      merged(taken)
          .forEach(
              range ->
                  parts.add(
                      new RecipePart(
                          share.corpus(), range.first(), range.count(), share.weight())));
    }
    return recipe(parts, ReplicateDraw.DISJOINT);
  }

  /**
   * One drawn with replacement from all that the ledger holds of each source. The unit is a block,
   * and as in every bootstrap the n that there are vary by (n − 1) / n of what they should: so
   * fewer are drawn, by that factor. Weights make up for it, and for blocks of different lengths.
   *
   * @return empty where the ledger holds too few blocks
   */
  public static Optional<ReplicateRecipe> withReplacement(
      List<RecipePart> of, Function<CorpusId, List<ChunkRange>> blocks, RandomGenerator random) {
    List<RecipePart> parts = new ArrayList<>();
    int choice = 0;
    for (Share share : shares(of)) {
      List<ChunkRange> units =
          apart(blocks.apply(share.corpus()), List.of()).stream()
              .filter(block -> block.count() <= share.chunks())
              .toList();
      if (units.isEmpty()) {
        return Optional.empty();
      }
      choice += units.size();
      parts.addAll(draw(share, units, random));
    }
    return choice < FEWEST_BLOCKS
        ? Optional.empty()
        : recipe(parts, ReplicateDraw.WITH_REPLACEMENT);
  }

  private static Optional<ReplicateRecipe> recipe(List<RecipePart> parts, ReplicateDraw drawn) {
    return parts.isEmpty() ? Optional.empty() : Optional.of(new ReplicateRecipe(parts, drawn));
  }

  private static List<RecipePart> draw(
      Share share, List<ChunkRange> units, RandomGenerator random) {
    double length = units.stream().mapToInt(ChunkRange::count).average().orElseThrow();
    double draws = share.chunks() / length * (units.size() - 1) / units.size();
    Map<Integer, Integer> times = new TreeMap<>();
    int drawn = 0;
    for (int i = 0; i < Math.max(1, Math.round(draws)); i++) {
      int unit = random.nextInt(units.size());
      times.merge(unit, 1, Integer::sum);
      drawn += units.get(unit).count();
    }
    double scale = share.weight() * share.chunks() / drawn;
    List<RecipePart> parts = new ArrayList<>();
    times.forEach(
        (unit, count) ->
            parts.add(
                new RecipePart(
                    share.corpus(),
                    units.get(unit).first(),
                    units.get(unit).count(),
                    count * scale)));
    return parts;
  }

  private static List<Share> shares(List<RecipePart> recipe) {
    Map<CorpusId, Share> shares = new LinkedHashMap<>();
    for (RecipePart part : recipe) {
      Share one = new Share(part.corpus(), part.chunks(), part.weight());
      shares.merge(
          part.corpus(),
          one,
          (a, b) ->
              new Share(
                  a.corpus(),
                  a.chunks() + b.chunks(),
                  (a.weight() * a.chunks() + b.weight() * b.chunks()) / (a.chunks() + b.chunks())));
    }
    return List.copyOf(shares.values());
  }

  private static List<ChunkRange> ranges(List<RecipePart> recipe, CorpusId corpus) {
    return recipe.stream()
        .filter(part -> part.corpus().equals(corpus))
        .map(part -> new ChunkRange(part.firstChunk(), part.chunks()))
        .toList();
  }

  /** Blocks that overlap neither each other nor what is used, the first and shortest before. */
  private static List<ChunkRange> apart(List<ChunkRange> blocks, List<ChunkRange> used) {
    List<ChunkRange> apart = new ArrayList<>();
    int end = 0;
    for (ChunkRange block :
        blocks.stream()
            .sorted(comparingInt(ChunkRange::first).thenComparingInt(ChunkRange::count))
            .toList()) {
      if (block.first() >= end && used.stream().noneMatch(block::overlaps)) {
        apart.add(block);
        end = block.end();
      }
    }
    return apart;
  }

  /** The earliest of them that are so many chunks together; none where no choice is. */
  private static List<ChunkRange> exactly(List<ChunkRange> blocks, int chunks) {
    BitSet[] sums = new BitSet[blocks.size() + 1]; // what the blocks from each on can add up to
    sums[blocks.size()] = new BitSet();
    sums[blocks.size()].set(0);
    for (int i = blocks.size() - 1; i >= 0; i--) {
      int count = blocks.get(i).count();
      BitSet both = (BitSet) sums[i + 1].clone();
      sums[i + 1].stream()
          .takeWhile(sum -> sum + count <= chunks)
          .forEach(sum -> both.set(sum + count));
      sums[i] = both;
    }
    List<ChunkRange> taken = new ArrayList<>();
    int left = sums[0].get(chunks) ? chunks : 0;
    for (int i = 0; left > 0; i++) {
      int rest = left - blocks.get(i).count();
      if (rest >= 0 && sums[i + 1].get(rest)) {
        taken.add(blocks.get(i));
        left = rest;
      }
    }
    return taken;
  }

  private static List<ChunkRange> merged(List<ChunkRange> blocks) {
    List<ChunkRange> merged = new ArrayList<>();
    for (ChunkRange block : blocks) {
      int last = merged.size() - 1;
      if (last >= 0 && merged.get(last).end() == block.first()) {
        ChunkRange before = merged.get(last);
        merged.set(last, new ChunkRange(before.first(), before.count() + block.count()));
      } else {
        merged.add(block);
      }
    }
    return merged;
  }
}
