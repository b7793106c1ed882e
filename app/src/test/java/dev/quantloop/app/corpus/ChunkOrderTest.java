package dev.quantloop.app.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.app.corpus.ChunkOrder.PoolChunk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkOrderTest {

  @Test
  void takesAChunkOfEachSourceInTurnAndSkipsTheExhausted() {
    assertEquals(
        List.of(
            new PoolChunk(0, 0),
            new PoolChunk(1, 0),
            new PoolChunk(2, 0),
            new PoolChunk(0, 1),
            new PoolChunk(2, 1),
            new PoolChunk(2, 2)),
        new ChunkOrder(List.of(2, 1, 3)).first(6));
  }

  @Test
  void nestsEveryCorpusInEveryLargerOne() {
    Random random = new Random(2);
    for (int round = 0; round < 200; round++) {
      ChunkOrder order = randomOrder(random);
      List<PoolChunk> whole = order.first(order.size());
      assertEquals(order.size(), new HashSet<>(whole).size());
      for (int chunks = 0; chunks <= order.size(); chunks++) {
        assertEquals(whole.subList(0, chunks), order.first(chunks));
      }
    }
  }

  @Test
  void countsWhatTheOrderTakesOfEachSource() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      ChunkOrder order = randomOrder(random);
      int chunks = random.nextInt(order.size() + 1);
      int[] counted = new int[order.poolChunks().size()];
      for (PoolChunk taken : order.first(chunks)) {
        assertEquals(counted[taken.source()]++, taken.chunk());
      }
      assertArrayEquals(counted, order.counts(chunks));
    }
  }

  @Test
  void countsAPartOfAChunkAsOne() {
    assertEquals(4, ChunkOrder.chunksFor(2048, 512));
    assertEquals(5, ChunkOrder.chunksFor(2049, 512));
    assertEquals(0, ChunkOrder.chunksFor(0, 512));
  }

  @Test
  void refusesMoreChunksThanThereAre() {
    ChunkOrder order = new ChunkOrder(List.of(2, 1));
    assertThrows(IllegalArgumentException.class, () -> order.counts(4));
    assertThrows(IllegalArgumentException.class, () -> order.first(4));
  }

  private static ChunkOrder randomOrder(Random random) {
    List<Integer> pools = new ArrayList<>();
    for (int source = 0; source <= random.nextInt(5); source++) {
      pools.add(random.nextInt(20));
    }
    return new ChunkOrder(pools);
  }
}
