package dev.quantloop.llama.imatrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImatrixSumsTest {
  @TempDir private Path directory;

  @Test
  void aNeutralPriorIsMarkedAndNeverAdded() {
    ImatrixSums text = new ImatrixSums(64);
    ImatrixEntry entry = text.entryWithPlain("w", 2, 3);
    double[] sums = {0.5, 3, 0, 0, 7, 1e-3};
    double[] plain = {0.25, -3, 0, 0, 7, 1e-3};
    long[] counts = {64, 0, 3};
    System.arraycopy(sums, 0, entry.sums(), 0, sums.length);
    System.arraycopy(plain, 0, entry.plain(), 0, plain.length);
    System.arraycopy(counts, 0, entry.counts(), 0, counts.length);
    Path file = directory.resolve("steady.gguf");
    ImatrixFile.writeGguf(file, text.withNeutralPrior(8));

    ImatrixSums read = ImatrixFile.read(file);
    assertEquals(8, read.neutralPrior());
    assertArrayEquals(new long[] {72, 8, 11}, read.entries().get("w").counts());
    assertArrayEquals(
        new float[] {8.5f / 72, 11f / 72, 1, 1, 15f / 11, 8.001f / 11},
        read.entries().get("w").meanSquares(),
        1e-6f);
    ImatrixSums twice = new ImatrixSums(64);
    twice.add(read, 2);
    for (ImatrixSums back : List.of(read.ofText(), ImatrixArithmetic.scaled(twice, 0.5))) {
      assertEquals(0, back.neutralPrior());
      assertArrayEquals(counts, back.entries().get("w").counts());
      assertArrayEquals(sums, back.entries().get("w").sums(), 1e-6);
      assertArrayEquals(plain, back.entries().get("w").plain(), 1e-6);
    }
    assertEquals(16, read.withNeutralPrior(16).entries().get("w").counts()[1]);
  }

  @Test
  void addingAddsSumsCountsChunksAndDatasets() {
    ImatrixSums a = sums("w", 2, 1, 1.5, 10);
    ImatrixSums b = sums("w", 2, 1, 2.5, 30);
    a.addDataset("one");
    b.addDataset("two");

    a.add(b);

    assertArrayEquals(new double[] {4, 4}, a.entries().get("w").sums());
    assertArrayEquals(new long[] {40}, a.entries().get("w").counts());
    assertEquals(2, a.chunkCount());
    assertEquals(List.of("one", "two"), a.datasets());
  }

  @Test
  void addingKeepsWeightsThatOnlyOneHas() {
    ImatrixSums a = sums("w", 2, 1, 1, 1);
    ImatrixSums b = sums("w", 2, 1, 1, 1);
    b.entry("v", 3, 1).sums()[0] = 7;

    a.add(b);

    assertEquals(List.of("v", "w"), List.copyOf(a.entries().keySet()));
    assertEquals(7, a.entries().get("v").sums()[0]);
    assertNotSame(a.entries().get("v"), b.entries().get("v"));
  }

  @Test
  void addingChunksOfAnotherSizeCountsTokens() {
    ImatrixSums a = new ImatrixSums(16);
    a.entry("w", 1, 1).counts()[0] = 32;
    a.addChunks(2);
    ImatrixSums b = new ImatrixSums(64);
    b.entry("w", 1, 1).counts()[0] = 64;
    b.addChunks(1);

    a.add(b);

    assertEquals(6, a.chunkCount());
  }

  @Test
  void aLegacyEntryWithoutExpertsIsSpreadOverThem() {
    ImatrixSums modern = sums("w", 2, 3, 1, 5);
    ImatrixSums legacy = sums("w", 6, 1, 2, 7);

    modern.add(legacy);
    ImatrixEntry sum = modern.entries().get("w");

    assertEquals(3, sum.experts());
    assertEquals(2, sum.columns());
    assertArrayEquals(new long[] {12, 12, 12}, sum.counts());
    assertArrayEquals(new double[] {3, 3, 3, 3, 3, 3}, sum.sums());
  }

  @Test
  void sumsOfPlainActivationsAreThoseOfAllTextsOrNone() {
    ImatrixSums with = new ImatrixSums(16);
    with.entryWithPlain("w", 1, 1).plain()[0] = -3;
    ImatrixSums sum = new ImatrixSums(16);
    sum.add(with);
    sum.add(with, 2);
    assertTrue(sum.hasPlainSums());
    assertArrayEquals(new double[] {-9}, sum.entries().get("w").plainSums().orElseThrow());
    assertArrayEquals(new double[] {-3}, with.entries().get("w").plain());

    sum.add(sums("w", 1, 1, 1, 1));
    assertFalse(sum.hasPlainSums());
    sum.add(with);
    assertFalse(sum.hasPlainSums());
  }

  @Test
  void refusesSumsOfAnotherModelAndAddsNothingOfThem() {
    ImatrixSums a = sums("w", 2, 1, 1, 1);
    ImatrixSums wider = sums("a", 4, 1, 1, 1);
    wider.entry("w", 4, 1);

    LlamaException e = assertThrows(LlamaException.class, () -> a.add(wider));

    assertTrue(e.getMessage().contains("different models"));
    assertEquals(List.of("w"), List.copyOf(a.entries().keySet()));
    assertEquals(1, a.chunkCount());
  }

  @Test
  void refusesSumsWithoutACommonWeight() {
    ImatrixSums a = sums("w", 2, 1, 1, 1);
    assertThrows(LlamaException.class, () -> a.add(sums("v", 2, 1, 1, 1)));
  }

  @Test
  void refusesAnEntryOfAnotherShape() {
    ImatrixSums a = sums("w", 2, 1, 1, 1);
    assertThrows(LlamaException.class, () -> a.entry("w", 3, 1));
  }

  @Test
  void meansAreOneForAnExpertThatSawNothing() {
    ImatrixEntry entry = new ImatrixEntry(1, 2);
    entry.sums()[1] = 6;
    entry.counts()[1] = 4;
    assertArrayEquals(new float[] {1, 1.5f}, entry.meanSquares());
  }

  @Test
  void whatIsAddedIsCopied() {
    ImatrixSums a = sums("w", 2, 1, 1, 1);
    ImatrixSums copy = new ImatrixSums(16);
    copy.add(a);
    a.add(sums("w", 2, 1, 1, 1));
    assertEquals(1, copy.entries().get("w").sums()[1]);
    assertEquals(2, a.entries().get("w").sums()[1]);
    assertEquals(1, copy.chunkCount());
    assertEquals(2, a.chunkCount());
  }

  private static ImatrixSums sums(String weight, int columns, int experts, double sum, long count) {
    ImatrixSums sums = new ImatrixSums(16);
    ImatrixEntry entry = sums.entry(weight, columns, experts);
    Arrays.fill(entry.sums(), sum);
    Arrays.fill(entry.counts(), count);
    sums.addChunks(1);
    return sums;
  }
}
