package dev.quantloop.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.quantloop.app.experiment.LedgerPlan.ChunkRange;
import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.record.ReplicateDraw;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplicateRecipeTest {
  private static final CorpusId CODE = new CorpusId(1);
  private static final CorpusId PROSE = new CorpusId(2);
  private static final List<RecipePart> RECIPE =
      List.of(new RecipePart(CODE, 0, 3), new RecipePart(PROSE, 0, 2));

  @Test
  void disjointOnesTakeTheNextChunksOfEachSource() {
    Function<CorpusId, List<ChunkRange>> blocks = corpus -> blocks(3, 3, 2, 1, 3);
    ReplicateRecipe first =
        ReplicateRecipe.disjoint(RECIPE, List.of(), corpus -> blocks(1, 1, 1, 2, 1)).orElseThrow();
    assertEquals(
        List.of(
            new RecipePart(CODE, 3, 3), new RecipePart(PROSE, 2, 1), new RecipePart(PROSE, 5, 1)),
        first.parts());
    assertEquals(ReplicateDraw.DISJOINT, first.drawn());

    List<RecipePart> code = RECIPE.subList(0, 1);
    List<RecipePart> taken = new ArrayList<>();
    for (int first3 : new int[] {3, 6, 9}) {
      ReplicateRecipe next = ReplicateRecipe.disjoint(code, taken, blocks).orElseThrow();
      assertEquals(List.of(new RecipePart(CODE, first3, 3)), next.parts());
      taken.addAll(next.parts());
    }
    assertEquals(Optional.empty(), ReplicateRecipe.disjoint(code, taken, blocks));
  }

  @Test
  void noBlockIsCut() {
    List<RecipePart> code = RECIPE.subList(0, 1);
    assertEquals(
        Optional.empty(), ReplicateRecipe.disjoint(code, List.of(), corpus -> blocks(3, 4, 4)));
    assertEquals(
        List.of(new RecipePart(CODE, 7, 3)),
        ReplicateRecipe.disjoint(code, List.of(), corpus -> blocks(3, 4, 3)).get().parts());
    assertEquals(
        Optional.empty(),
        ReplicateRecipe.disjoint(RECIPE, List.of(), c -> c.equals(CODE) ? blocks(3, 3) : blocks(2)),
        "of one source there is enough, of the other none");
  }

  @Test
  void theWeightOfASourceStays() {
    List<RecipePart> mix = List.of(new RecipePart(CODE, 0, 2, 0.25));
    assertEquals(
        List.of(new RecipePart(CODE, 2, 2, 0.25)),
        ReplicateRecipe.disjoint(mix, List.of(), corpus -> blocks(2, 2)).get().parts());
  }

  @Test
  void drawnOnesAreAsLargeAndHaveTheSameSharesOfSources() {
    for (int seed = 0; seed < 50; seed++) {
      ReplicateRecipe drawn = draw(RECIPE, seed);
      assertEquals(ReplicateDraw.WITH_REPLACEMENT, drawn.drawn());
      assertEquals(3, weight(drawn, CODE), 1e-9);
      assertEquals(2, weight(drawn, PROSE), 1e-9);
    }
    assertEquals(draw(RECIPE, 1), draw(RECIPE, 1));
    assertNotEquals(draw(RECIPE, 1), draw(RECIPE, 2));
  }

  @Test
  void drawnOnesVaryAsCorporaOfOtherTextWould() {
    int units = 8;
    List<RecipePart> all = List.of(new RecipePart(CODE, 0, units));
    double[] values = {3, 1, 4, 1, 5, 9, 2, 6};
    int draws = 20_000;
    double sum = 0;
    double squares = 0;
    for (int seed = 0; seed < draws; seed++) {
      ReplicateRecipe drawn =
          ReplicateRecipe.withReplacement(
                  all, c -> blocks(1, 1, 1, 1, 1, 1, 1, 1), new SplittableRandom(seed))
              .orElseThrow();
      double mean =
          drawn.parts().stream().mapToDouble(p -> p.weight() * values[p.firstChunk()]).sum()
              / units;
      sum += mean;
      squares += mean * mean;
    }
    double variance = squares / draws - sum / draws * sum / draws;
    double mean = IntStream.range(0, units).mapToDouble(i -> values[i]).sum() / units;
    double expected =
        IntStream.range(0, units).mapToDouble(i -> Math.pow(values[i] - mean, 2)).sum()
            / (units - 1)
            / units;
    assertEquals(expected, variance, 0.03 * expected);
  }

  @Test
  void tooFewBlocksAreNoChoice() {
    List<RecipePart> code = List.of(new RecipePart(CODE, 0, 16));
    assertEquals(
        Optional.empty(),
        ReplicateRecipe.withReplacement(code, c -> blocks(16, 16, 16), new SplittableRandom(1)));
  }

  private static ReplicateRecipe draw(List<RecipePart> recipe, int seed) {
    return ReplicateRecipe.withReplacement(
            recipe, corpus -> blocks(1, 2, 1, 1, 2), new SplittableRandom(seed))
        .orElseThrow();
  }

  private static double weight(ReplicateRecipe recipe, CorpusId corpus) {
    return recipe.parts().stream()
        .filter(part -> part.corpus().equals(corpus))
        .mapToDouble(part -> part.weight() * part.chunks())
        .sum();
  }

  /** One after the other, of these lengths. */
  private static List<ChunkRange> blocks(int... counts) {
    List<ChunkRange> blocks = new ArrayList<>();
    for (int count : counts) {
      int first = blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).end();
      blocks.add(new ChunkRange(first, count));
    }
    return blocks;
  }
}
