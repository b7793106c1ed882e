package dev.quantloop.llama.imatrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufWriter;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
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
    double[] values = {Math.PI, 1e-30, Math.nextUp(1.0), 0, 0, 0};
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
    ImatrixEntry entry = sums.entry("blk.0.attn_q.weight", 2, 1);
    entry.sums()[0] = Math.nextUp(1.0);
    entry.counts()[0] = 1;
    Path file = directory.resolve("part.gguf");
    ImatrixFile.writePart(file, sums, "a text");
    assertEquals(
        Math.nextUp(1.0), ImatrixFile.read(file).entries().get("blk.0.attn_q.weight").sums()[0]);
    assertEquals(Optional.of("a text"), ImatrixFile.partOf(file));
    assertEquals(Optional.empty(), ImatrixFile.partOf(GGUF));
  }

  @Test
  void keepsExpertsAndSumsOfPlainActivationsInEveryKindOfGgufFile() {
    double[] squares = {0, 0, 3, 4};
    double[] plain = {0, 0, -3, Math.nextUp(1.0f)};
    ImatrixSums sums = new ImatrixSums(16);
    ImatrixEntry entry = sums.entryWithPlain("w", 2, 2);
    System.arraycopy(squares, 0, entry.sums(), 0, 4);
    System.arraycopy(plain, 0, entry.plain(), 0, 4);
    entry.counts()[1] = 4;
    List<BiConsumer<Path, ImatrixSums>> kinds =
        List.of(
            ImatrixFile::writeGguf,
            ImatrixFile::writeLedger,
            (file, s) -> ImatrixFile.writePart(file, s, "a text"));
    for (BiConsumer<Path, ImatrixSums> kind : kinds) {
      Path file = directory.resolve("moe.gguf");
      kind.accept(file, sums);
      ImatrixEntry read = ImatrixFile.read(file).entries().get("w");
      assertArrayEquals(new float[] {1, 1, 0.75f, 1}, read.meanSquares());
      assertArrayEquals(plain, read.plainSums().orElseThrow());
    }
  }

  /**
   * Its statistics are of the sums, so that they tell whether these are read as they were meant.
   */
  @Test
  void readsWhatLlamaImatrixWritesFromVersion08On() {
    Path file = resource("v0.8-hybrid.gguf");
    GgufFile gguf = GgufFile.read(file);
    ImatrixSums sums = ImatrixFile.read(file);
    assertTrue(sums.hasPlainSums());
    assertEquals(2, sums.chunkCount());
    assertEquals(64, sums.chunkSize());
    assertEquals(17, sums.entries().size());
    sums.entries()
        .forEach(
            (weight, entry) -> {
              double[] stated = gguf.numbers(gguf.tensor(weight + ".stats").orElseThrow());
              double total = Arrays.stream(entry.sums()).sum() / entry.counts()[0];
              double mean =
                  Arrays.stream(entry.plain()).average().orElseThrow() / entry.counts()[0];
              assertEquals(stated[0], total, 1e-5 * total, weight);
              assertEquals(stated[1], mean, 1e-5, weight);
              assertEquals(stated[2], entry.columns(), weight);
            });
    Path copy = directory.resolve("copy.gguf");
    ImatrixFile.writeGguf(copy, sums);
    GgufFile kept = GgufFile.read(copy);
    assertEquals(gguf.byName().keySet(), kept.byName().keySet());
    assertTrue(kept.metadata().sequence("imatrix.stats_schema").isPresent());

    ImatrixSums twice = ImatrixFile.read(file);
    twice.add(sums);
    ImatrixFile.writeGguf(copy, twice);
    assertTrue(GgufFile.read(copy).tensors().stream().noneMatch(t -> t.name().endsWith(".stats")));
    Path dat = directory.resolve("copy.dat");
    ImatrixFile.writeDat(dat, sums);
    ImatrixSums legacy = ImatrixFile.read(dat, 64);
    sums.entries()
        .forEach(
            (weight, entry) ->
                assertArrayEquals(
                    entry.meanSquares(),
                    legacy.entries().get(weight).meanSquares(),
                    1e-5f,
                    weight));
  }

  @Test
  void theLedgerAndPartsKeepPlainSumsToTheBit() {
    ImatrixSums sums = new ImatrixSums(16);
    ImatrixEntry entry = sums.entryWithPlain("w", 1, 1);
    entry.plain()[0] = -Math.nextUp(1.0);
    entry.counts()[0] = 1;
    Path file = directory.resolve("exact.gguf");
    ImatrixFile.writeLedger(file, sums);
    assertEquals(-Math.nextUp(1.0), ImatrixFile.read(file).entries().get("w").plain()[0]);
    ImatrixFile.writePart(file, sums, "a text");
    assertEquals(-Math.nextUp(1.0), ImatrixFile.read(file).entries().get("w").plain()[0]);
  }

  @Test
  void keepsWhatOtherProgramsWroteUntilItIsNoLongerTrue() {
    Path file = directory.resolve("theirs.gguf");
    withTheirs(7).write(file);
    ImatrixSums sums = ImatrixFile.read(file);
    Path copy = directory.resolve("copy.gguf");
    ImatrixFile.writeGguf(copy, sums);
    GgufFile same = GgufFile.read(copy);
    assertEquals(2, same.metadata().whole("imatrix.n_layer_nextn").orElseThrow());
    assertArrayEquals(new double[] {5}, same.numbers(same.tensor("w.stats").orElseThrow()));
    assertArrayEquals(new double[] {7}, same.numbers(same.tensor("theirs").orElseThrow()));

    sums.add(ImatrixFile.read(file));
    ImatrixFile.writeGguf(copy, sums);
    GgufFile twice = GgufFile.read(copy);
    assertEquals(2, twice.metadata().whole("imatrix.n_layer_nextn").orElseThrow());
    assertTrue(twice.tensor("w.stats").isEmpty());
    assertTrue(twice.tensor("theirs").isPresent());

    withTheirs(8).write(file);
    sums.add(ImatrixFile.read(file));
    ImatrixFile.writeGguf(copy, sums);
    assertTrue(GgufFile.read(copy).tensor("theirs").isEmpty());

    ImatrixFile.writeGguf(copy, ImatrixFile.read(file).withNeutralPrior(1));
    assertTrue(GgufFile.read(copy).tensor("w.stats").isEmpty());
    assertTrue(GgufFile.read(copy).tensor("theirs").isPresent());
  }

  @Test
  void refusesMoreChunksThanAFileHasRoomFor() {
    ImatrixSums sums = new ImatrixSums(1);
    sums.entry("w", 1, 1).counts()[0] = 1;
    sums.addChunks(1L << 32);
    Path file = directory.resolve("too-many");
    assertThrows(LlamaException.class, () -> ImatrixFile.writeGguf(file, sums));
    assertThrows(LlamaException.class, () -> ImatrixFile.writeDat(file, sums));
    assertTrue(Files.notExists(file));

    ImatrixSums heavy = smallSums();
    heavy.entries().values().forEach(entry -> entry.counts()[0] = 16L << 31);
    LlamaException tooHeavy =
        assertThrows(LlamaException.class, () -> ImatrixFile.writeDat(file, heavy));
    assertTrue(tooHeavy.getMessage().contains("2147483648 chunks"), tooHeavy.getMessage());
    assertTrue(Files.notExists(file));
  }

  private static GgufWriter withTheirs(double value) {
    return imatrix()
        .putUint32("imatrix.n_layer_nextn", 2)
        .addF32("w.in_sum2", new double[] {1}, 1)
        .addF32("w.counts", new double[] {1}, 1)
        .addF32("w.stats", new double[] {5}, 1)
        .addF32("theirs", new double[] {value}, 1);
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
  void refusesSumsThatCannotBe() {
    for (double sum : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertTrue(refusal(entry(sum, 1)).contains("w.in_sum2 holds"));
    }
    for (double sum : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1e39}) {
      assertTrue(
          refusal(entry(1, 1).addF32("w.in_sum", new double[] {sum}, 1))
              .contains("w.in_sum holds"));
    }
    assertTrue(
        refusal(entry(1, 1).addF32("w.in_sum", new double[2], 2)).contains("2 sums instead of 1"));
    assertTrue(
        refusal(entry(1, 1).addF64("w.in_sum", new double[1], 1)).contains("F64 instead of F32"));
    assertTrue(
        refusal(entry(1, 1).addF32("v.in_sum", new double[1], 1)).contains("without its sums"));
  }

  @Test
  void refusesCountsThatCannotBe() {
    for (double count : new double[] {-1, -0.3, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertTrue(refusal(entry(1, count)).contains("w.counts holds the count"));
    }
    assertTrue(refusal(entry(1, 0)).contains("w has sums, but a count of 0"));
    assertTrue(refusal(entry(0, 0)).contains("computed over no text"));
  }

  @Test
  void refusesTheSameNameTwice() throws IOException {
    assertTrue(refusal(entry(1, 1).addF32("w.counts", new double[1], 1)).contains("there twice"));
    Path file = smallDat();
    byte[] dat = Files.readAllBytes(file);
    String text = new String(dat, StandardCharsets.ISO_8859_1).replace("attn_k", "attn_q");
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    assertTrue(refusal(file).contains("it has blk.0.attn_q.weight twice"));
  }

  private static GgufWriter entry(double sum, double count) {
    return imatrix()
        .addF32("w.in_sum2", new double[] {sum}, 1)
        .addF32("w.counts", new double[] {count}, 1);
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
      ImatrixEntry entry = sums.entryWithPlain(weight, 4, 1);
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
