package dev.quantloop.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.experiment.LedgerPlan.ChunkRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerPlanTest {
  @Test
  void computesEverythingInShortBlocksWhenNothingExists() {
    LedgerPlan plan = plan(List.of(), 40);
    assertEquals(List.of(range(0, 16), range(16, 16), range(32, 8)), plan.cover());
    assertEquals(Set.copyOf(plan.cover()), plan.missing());
    assertEquals(40, plan.missingChunks());
  }

  @Test
  void computesOnlyWhatALongerCorpusAdds() {
    LedgerPlan plan = plan(List.of(range(0, 4), range(4, 4)), 10);
    assertEquals(List.of(range(0, 4), range(4, 4), range(8, 2)), plan.cover());
    assertEquals(Set.of(range(8, 2)), plan.missing());
  }

  @Test
  void leavesOutBlocksThatReachBeyondTheCorpus() {
    LedgerPlan plan = plan(List.of(range(0, 4), range(4, 12)), 10);
    assertEquals(List.of(range(0, 4), range(4, 6)), plan.cover());
    assertEquals(Set.of(range(4, 6)), plan.missing());
  }

  @Test
  void fillsAGapUpToTheBlockBehindIt() {
    LedgerPlan plan = plan(List.of(range(0, 2), range(5, 3)), 8);
    assertEquals(List.of(range(0, 2), range(2, 3), range(5, 3)), plan.cover());
    assertEquals(Set.of(range(2, 3)), plan.missing());
  }

  @Test
  void isTheSameHoweverOftenItIsCutShortAndResumed() {
    Random random = new Random(20);
    for (int round = 0; round < 500; round++) {
      List<ChunkRange> existing = new ArrayList<>();
      for (int i = random.nextInt(8); i > 0; i--) {
        existing.add(range(random.nextInt(40), 1 + random.nextInt(16)));
      }
      int chunks = 1 + random.nextInt(48);
      LedgerPlan uninterrupted = plan(existing, chunks);
      for (ChunkRange block : uninterrupted.cover()) {
        if (uninterrupted.missing().contains(block) && random.nextBoolean()) {
          existing.add(block);
        }
      }
      assertEquals(uninterrupted.cover(), plan(existing, chunks).cover());
    }
  }

  @Test
  void coversEachChunkExactlyOnce() {
    Random random = new Random(21);
    for (int round = 0; round < 500; round++) {
      List<ChunkRange> existing = new ArrayList<>();
      for (int i = random.nextInt(8); i > 0; i--) {
        existing.add(range(random.nextInt(40), 1 + random.nextInt(16)));
      }
      int chunks = 1 + random.nextInt(48);
      int at = 0;
      for (ChunkRange block : plan(existing, chunks).cover()) {
        assertEquals(at, block.first());
        assertTrue(block.count() <= BlockEnds.LONGEST_BLOCK);
        at = block.end();
      }
      assertEquals(chunks, at);
    }
  }

  private static LedgerPlan plan(List<ChunkRange> existing, int chunks) {
    return LedgerPlan.of(existing, range(0, chunks), BlockEnds.LONGEST);
  }

  private static ChunkRange range(int first, int count) {
    return new ChunkRange(first, count);
  }
}
