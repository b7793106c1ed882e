package dev.quantloop.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.corpus.ChunkOrder;
import dev.quantloop.app.experiment.LedgerPlan.ChunkRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockEndsTest {
  private static final int REPLICATES = 3;

  @Test
  void corporaOfEachSizeLieSideBySideInWholeBlocks() {
    ChunkOrder order = new ChunkOrder(List.of(300, 300, 40));
    List<Integer> sizes = List.of(16, 32, 64, 128, 256, 512, 640);
    for (int source = 0; source < 3; source++) {
      List<Integer> ends = ends(order, sizes, source);
      int largest = order.counts(640)[source];
      for (int size : sizes) {
        int chunks = order.counts(size)[source];
        for (int i = 1; i <= 1 + REPLICATES && i * chunks <= largest; i++) {
          assertTrue(ends.contains(i * chunks), source + ": " + i + " × " + chunks);
        }
      }
    }
  }

  @Test
  void thatMakesFewBlocksMore() {
    ChunkOrder order = new ChunkOrder(List.of(4096));
    List<Integer> sizes = List.of(16, 32, 64, 128, 256, 512, 1024, 2048, 4096);
    assertEquals(4096 / BlockEnds.LONGEST_BLOCK, ends(order, sizes, 0).size());
    List<Integer> odd = List.of(10, 20, 40, 80, 160, 320, 640, 1280, 2560, 4096);
    int most = 4096 / BlockEnds.LONGEST_BLOCK + 1 + odd.size() * (1 + REPLICATES);
    assertTrue(ends(order, odd, 0).size() <= most);
  }

  @Test
  void aSmallPoolHasBlocksEnoughToDrawFrom() {
    ChunkOrder order = new ChunkOrder(List.of(18, 18, 18));
    List<Integer> sizes = List.of(4, 12, 36, 54);
    assertTrue(ends(order, sizes, 0).size() >= 10);
    assertTrue(ends(new ChunkOrder(List.of(100)), List.of(50, 100), 0).size() >= 32);
  }

  @Test
  void withoutReplicatesBlocksAreAsLongAsTheyMayBe() {
    assertEquals(
        BlockEnds.LONGEST, BlockEnds.of(new ChunkOrder(List.of(50)), List.of(5, 50), 0, 0));
  }

  private static List<Integer> ends(ChunkOrder order, List<Integer> sizes, int source) {
    BlockEnds ends = BlockEnds.of(order, sizes, source, REPLICATES);
    List<ChunkRange> blocks = new ArrayList<>();
    for (int size : sizes) {
      int chunks = order.counts(size)[source];
      if (chunks > 0) {
        blocks = new ArrayList<>(LedgerPlan.of(blocks, new ChunkRange(0, chunks), ends).cover());
      }
    }
    return blocks.stream().map(ChunkRange::end).toList();
  }
}
