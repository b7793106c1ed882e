package dev.quantloop.llama.imatrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImatrixArithmeticTest {
  @Test
  void scalingKeepsMeansAndRoundsCounts() {
    ImatrixSums sums = sums("w", 3, 12, -6, "a.txt");
    ImatrixSums half = ImatrixArithmetic.scaled(sums, 0.5);
    ImatrixEntry entry = half.entries().get("w");
    assertArrayEquals(new long[] {2}, entry.counts());
    assertArrayEquals(new double[] {8}, entry.sums());
    assertArrayEquals(new double[] {-4}, entry.plain());
    assertEquals(List.of("a.txt"), half.datasets());
    assertEquals(1, half.chunkCount());
    assertArrayEquals(
        new long[] {1}, ImatrixArithmetic.scaled(sums, 1e-6).entries().get("w").counts());
    assertEquals(6, ImatrixArithmetic.tokens(ImatrixArithmetic.scaled(sums, 2)));
  }

  @Test
  void whatWasAddedCanBeTakenAway() {
    ImatrixSums sum = sums("w", 3, 0.1, -6, "a.txt");
    sum.add(sums("w", 5, 0.7, 2, "b.txt"));
    ImatrixSums left = ImatrixArithmetic.difference(sum, sums("w", 5, 0.7, 2, "b.txt"));
    ImatrixEntry entry = left.entries().get("w");
    assertArrayEquals(new long[] {3}, entry.counts());
    assertArrayEquals(new double[] {0.1}, entry.sums(), 1e-12);
    assertArrayEquals(new double[] {-6}, entry.plain(), 1e-12);
    assertEquals(List.of("a.txt"), left.datasets());
    assertEquals(1, left.chunkCount());
    assertArrayEquals(new long[] {8}, sum.entries().get("w").counts());
  }

  @Test
  void refusesWhatWasNeverAdded() {
    ImatrixSums sum = sums("w", 3, 2, 1, "a.txt");
    assertTrue(refusal(sum, sums("w", 4, 1, 1, "")).contains("4 tokens in it, and 3 in all"));
    assertTrue(refusal(sum, sums("w", 2, 3, 1, "")).contains("sums of w do not add up"));
    assertTrue(refusal(sum, sums("v", 2, 1, 1, "")).contains("has sums of v"));
    assertTrue(refusal(sum, sum).contains("nothing would be left"));
  }

  private static String refusal(ImatrixSums whole, ImatrixSums part) {
    return assertThrows(LlamaException.class, () -> ImatrixArithmetic.difference(whole, part))
        .getMessage();
  }

  private static ImatrixSums sums(
      String weight, long count, double squares, double plain, String dataset) {
    ImatrixSums sums = new ImatrixSums(16);
    ImatrixEntry entry = sums.entryWithPlain(weight, 1, 1);
    entry.counts()[0] = count;
    entry.sums()[0] = squares;
    entry.plain()[0] = plain;
    sums.addChunks(1);
    sums.addDataset(dataset);
    return sums;
  }
}
