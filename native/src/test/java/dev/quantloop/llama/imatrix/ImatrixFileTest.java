package dev.quantloop.llama.imatrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgufWriter;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImatrixFileTest {
  private static final Path GGUF = resource("demo-4-chunks.gguf");
  private static final Path DAT = resource("demo-4-chunks.dat");
  private static final Path TWICE = resource("demo-4-chunks-twice.gguf");

  @TempDir Path directory;

  @Test
  void readsWhatLlamaImatrixWrote() {
    ImatrixSums sums = ImatrixFile.read(GGUF);

    assertEquals(64, sums.chunkSize());
    assertEquals(4, sums.chunkCount());
    assertEquals(List.of("text.txt"), sums.datasets());
    ImatrixEntry entry = sums.entries().get("blk.0.attn_q.weight");
    assertEquals(1, entry.experts());
    assertArrayEquals(new long[] {256}, entry.counts());
    assertTrue(Arrays.stream(entry.sums()).allMatch(s -> s > 0));
  }

  @Test
  void writesGgufAsLlamaImatrixDoesToTheByte() throws IOException {
    Path copy = directory.resolve("copy.gguf");
    ImatrixFile.writeGguf(copy, ImatrixFile.read(GGUF));
    assertEquals(-1, Files.mismatch(GGUF, copy));
  }

  @Test
  void writesTheLegacyFormatAsLlamaImatrixDoesToTheByte() throws IOException {
    Path dat = directory.resolve("copy.dat");
    ImatrixFile.writeDat(dat, ImatrixFile.read(GGUF));
    assertEquals(-1, Files.mismatch(DAT, dat));
  }

  @Test
  void mergesAsLlamaImatrixDoesToTheByte() throws IOException {
    ImatrixSums sums = ImatrixFile.read(GGUF);
    sums.add(ImatrixFile.read(GGUF));
    Path merged = directory.resolve("merged.gguf");
    ImatrixFile.writeGguf(merged, sums);
    assertEquals(-1, Files.mismatch(TWICE, merged));
  }

  @Test
  void readsTheSameMeansFromBothFormats() {
    ImatrixSums modern = ImatrixFile.read(GGUF);
    ImatrixSums legacy = ImatrixFile.read(DAT, 64);

    assertEquals(modern.entries().keySet(), legacy.entries().keySet());
    assertEquals(modern.chunkCount(), legacy.chunkCount());
    assertEquals(modern.datasets(), legacy.datasets());
    modern
        .entries()
        .forEach(
            (weight, entry) ->
                assertArrayEquals(
                    entry.meanSquares(),
                    legacy.entries().get(weight).meanSquares(),
                    1e-6f * entry.meanSquares()[0] + 1e-6f));
  }

  @Test
  void aLegacyFilesMeansDoNotDependOnItsChunkSize() {
    float[] small = ImatrixFile.read(DAT, 64).entries().get("blk.0.attn_q.weight").meanSquares();
    float[] large = ImatrixFile.read(DAT).entries().get("blk.0.attn_q.weight").meanSquares();
    assertArrayEquals(small, large);
  }

  @Test
  void theLedgerKeepsSumsToTheBit() {
    ImatrixSums sums = new ImatrixSums(512);
    ImatrixEntry entry = sums.entry("blk.0.ffn_up_exps.weight", 3, 2);
    double[] values = {Math.PI, 1e-30, 1e30, Math.nextUp(1.0), 0, 7};
    System.arraycopy(values, 0, entry.sums(), 0, values.length);
    entry.counts()[0] = (1L << 40) + 1;
    sums.addChunks(3);
    sums.addDataset("überall.txt");
    Path file = directory.resolve("block.gguf");
    ImatrixFile.writeLedger(file, sums);

    ImatrixSums read = ImatrixFile.read(file);

    ImatrixEntry same = read.entries().get("blk.0.ffn_up_exps.weight");
    assertArrayEquals(values, same.sums());
    assertArrayEquals(new long[] {(1L << 40) + 1, 0}, same.counts());
    assertEquals(3, same.columns());
    assertEquals(3, read.chunkCount());
    assertEquals(List.of("überall.txt"), read.datasets());
  }

  @Test
  void aPartKeepsSumsToTheBitAndSaysWhatItIsAPartOf() {
    ImatrixSums sums = new ImatrixSums(512);
    sums.entry("blk.0.attn_q.weight", 2, 1).sums()[0] = Math.nextUp(1.0);
    Path file = directory.resolve("part.gguf");
    ImatrixFile.writePart(file, sums, "a text");
    assertEquals(
        Math.nextUp(1.0), ImatrixFile.read(file).entries().get("blk.0.attn_q.weight").sums()[0]);
    assertEquals(Optional.of("a text"), ImatrixFile.partOf(file));
    assertEquals(Optional.empty(), ImatrixFile.partOf(GGUF));
  }

  @Test
  void roundTripsExpertsAndPassesOverSumsOfPlainActivations() {
    Path file = directory.resolve("moe.gguf");
    new GgufWriter()
        .putText("general.type", "imatrix")
        .putTexts("imatrix.datasets", List.of("a", "b"))
        .putUint32("imatrix.chunk_count", 2)
        .putUint32("imatrix.chunk_size", 16)
        .addF32("w.in_sum", new double[] {-1, -2, -3, -4}, 2, 2)
        .addF32("w.in_sum2", new double[] {1, 2, 3, 4}, 2, 2)
        .addF32("w.counts", new double[] {0, 4}, 1, 2)
        .write(file);

    ImatrixSums sums = ImatrixFile.read(file);

    assertEquals(List.of("w"), List.copyOf(sums.entries().keySet()));
    assertArrayEquals(new float[] {1, 1, 0.75f, 1}, sums.entries().get("w").meanSquares());
  }

  @Test
  void refusesOtherFilesInOneLine() throws IOException {
    Path text = directory.resolve("prose.txt");
    Files.writeString(text, "It was the best of times, it was the worst of times.");
    Path model = directory.resolve("model.gguf");
    new GgufWriter().putText("general.type", "model").write(model);

    assertTrue(refusal(text).contains("prose.txt is not an imatrix"));
    assertTrue(refusal(model).contains("is not an imatrix"));
    assertTrue(refusal(directory.resolve("absent")).contains("no such file"));
    assertTrue(refusal(directory).contains("directory"));
  }

  @Test
  void refusesSumsWithoutCountsAndCountsWithoutSums() {
    assertTrue(refusal(imatrix().addF32("w.in_sum2", new double[1], 1)).contains("counts"));
    assertTrue(
        refusal(
                imatrix()
                    .addF32("v.in_sum2", new double[1], 1)
                    .addF32("v.counts", new double[1], 1)
                    .addF32("w.counts", new double[1], 1))
            .contains("w.counts"));
  }

  @Test
  void refusesSumsThatAreNoSumsOfSquares() {
    for (double sum : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      GgufWriter writer =
          imatrix()
              .addF32("w.in_sum2", new double[] {sum}, 1)
              .addF32("w.counts", new double[] {1}, 1);
      assertTrue(refusal(writer).contains("w.in_sum2"));
    }
  }

  @Test
  void refusesANameThatGgmlCannotHold() {
    ImatrixSums sums = new ImatrixSums(512);
    sums.entry("w".repeat(60), 1, 1);
    LlamaException e =
        assertThrows(
            LlamaException.class,
            () -> ImatrixFile.writeGguf(directory.resolve("long.gguf"), sums));
    assertTrue(e.getMessage().contains("too long"));
  }

  @Test
  void neverFailsOnDamageExceptWithOneLine() throws IOException {
    for (Path original : List.of(smallDat(), smallGguf())) {
      byte[] whole = Files.readAllBytes(original);
      Path file = directory.resolve("damaged");
      Random random = new Random(3);
      for (int at = 0; at < whole.length; at++) {
        for (byte value : new byte[] {0x7f, -1, (byte) random.nextInt()}) {
          byte[] damaged = whole.clone();
          damaged[at] = value;
          Files.write(file, damaged);
          readOrRefuse(file);
        }
        Files.write(file, Arrays.copyOf(whole, at));
        readOrRefuse(file);
      }
    }
  }

  private Path smallGguf() {
    Path file = directory.resolve("small.gguf");
    ImatrixFile.writeGguf(file, smallSums());
    return file;
  }

  private Path smallDat() {
    Path file = directory.resolve("small.dat");
    ImatrixFile.writeDat(file, smallSums());
    return file;
  }

  private static ImatrixSums smallSums() {
    ImatrixSums sums = new ImatrixSums(16);
    for (String weight : List.of("blk.0.attn_q.weight", "blk.0.attn_k.weight")) {
      ImatrixEntry entry = sums.entry(weight, 4, 1);
      Arrays.fill(entry.sums(), 2.5);
      entry.counts()[0] = 32;
    }
    sums.addChunks(2);
    sums.addDataset("a.txt");
    return sums;
  }

  private static GgufWriter imatrix() {
    return new GgufWriter()
        .putText("general.type", "imatrix")
        .putUint32("imatrix.chunk_count", 2)
        .putUint32("imatrix.chunk_size", 16);
  }

  private static void readOrRefuse(Path file) {
    try {
      ImatrixFile.read(file);
    } catch (LlamaException e) {
      assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
      assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }
  }

  private String refusal(GgufWriter writer) {
    Path file = directory.resolve("refused.gguf");
    writer.write(file);
    return refusal(file);
  }

  private static String refusal(Path file) {
    String message = assertThrows(LlamaException.class, () -> ImatrixFile.read(file)).getMessage();
    assertFalse(message.contains("\n"), message);
    return message;
  }

  private static Path resource(String name) {
    try {
      return Path.of(ImatrixFileTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
