package dev.quantloop.app.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChunkOrderTest {

  @Test
  void takesAChunkOfEachSourceInTurnAndSkipsTheExhausted() {
    ChunkOrder order = new ChunkOrder(List.of(2, 1, 3));
    assertArrayEquals(new int[] {1, 0, 0}, order.counts(1));
    assertArrayEquals(new int[] {1, 1, 0}, order.counts(2));
    assertArrayEquals(new int[] {1, 1, 1}, order.counts(3));
    assertArrayEquals(new int[] {2, 1, 1}, order.counts(4));
    assertArrayEquals(new int[] {2, 1, 2}, order.counts(5));
    assertArrayEquals(new int[] {2, 1, 3}, order.counts(6));
  }

  @Test
  void nestsEveryCorpusInEveryLargerOne() {
    Random random = new Random(2);
    for (int round = 0; round < 200; round++) {
      ChunkOrder order = randomOrder(random);
      int[] before = order.counts(0);
      for (int chunks = 1; chunks <= order.size(); chunks++) {
        int[] counts = order.counts(chunks);
        assertEquals(chunks, IntStream.of(counts).sum());
        for (int source = 0; source < counts.length; source++) {
          assertTrue(before[source] <= counts[source]);
        }
        before = counts;
      }
      assertEquals(order.poolChunks(), IntStream.of(before).boxed().toList());
    }
  }

  @Test
  void countsWhatTheOrderTakesOfEachSource() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      ChunkOrder order = randomOrder(random);
      int chunks = random.nextInt(order.size() + 1);
      int[] counted = new int[order.poolChunks().size()];
      for (PoolChunk taken : inOrder(order.poolChunks()).subList(0, chunks)) {
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
    assertThrows(IllegalArgumentException.class, () -> order.counts(-1));
  }

  /** A chunk of a source's pool; both numbers count from 0. */
  private record PoolChunk(int source, int chunk) {}

  /** All chunks, round by round. */
  private static List<PoolChunk> inOrder(List<Integer> poolChunks) {
    List<PoolChunk> order = new ArrayList<>();
    int size = poolChunks.stream().mapToInt(Integer::intValue).sum();
    for (int chunk = 0; order.size() < size; chunk++) {
      for (int source = 0; source < poolChunks.size(); source++) {
        if (chunk < poolChunks.get(source)) {
          order.add(new PoolChunk(source, chunk));
        }
      }
    }
    return order;
  }

  private static ChunkOrder randomOrder(Random random) {
    List<Integer> pools = new ArrayList<>();
    for (int source = 0; source <= random.nextInt(5); source++) {
      pools.add(random.nextInt(20));
    }
    return new ChunkOrder(pools);
  }
}
