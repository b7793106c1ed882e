package dev.quantloop.llama.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.score.LogitRows;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogitsFileTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"plain32.h5,0 1", "gzip16.h5,0 1 2 3 4", "lzf32.h5,0 1 2", "freed.h5,2 3"})
  void readsWhatLlamaGgufOptimizeWrote(String name, String chunks) {
    try (LogitsFile file = LogitsFile.open(SeedFiles.copy(name, directory))) {
      assertEquals(SeedFiles.CONTEXT, file.contextSize());
      assertEquals(SeedFiles.VOCABULARY, file.vocabularySize());
      assertEquals(5, file.chunkCount());
      assertEquals(
          chunks,
          String.join(" ", Arrays.stream(file.chunks()).mapToObj(Integer::toString).toList()));
      for (int chunk : file.chunks()) {
        requireLogits(file, chunk);
      }
    }
  }

  private static void requireLogits(LogitsFile file, int chunk) {
    LogitRows rows = file.read(List.of(new LogitsFile.Span(chunk, 2, SeedFiles.TOKENS - 2))).get(0);
    float[] row = new float[SeedFiles.VOCABULARY];
    for (int position = 2; position < SeedFiles.TOKENS; position++) {
      rows.copy(position - 2, 0, row, row.length);
      for (int token = 0; token < row.length; token++) {
        assertEquals(SeedFiles.logit(chunk, position, token), row[token]);
      }
    }
    float[] part = new float[3];
    rows.copy(4, 20, part, 3);
    assertArrayEquals(
        new float[] {
          SeedFiles.logit(chunk, 6, 20),
          SeedFiles.logit(chunk, 6, 21),
          SeedFiles.logit(chunk, 6, 22)
        },
        part);
  }

  @Test
  void refusesARowThatWasNeverWritten() {
    try (LogitsFile file = LogitsFile.open(SeedFiles.copy("plain32.h5", directory))) {
      List<LogitsFile.Span> whole = List.of(new LogitsFile.Span(1, 0, SeedFiles.CONTEXT));
      assertTrue(
          assertThrows(LlamaException.class, () -> file.read(whole))
              .getMessage()
              .endsWith("row 11 of chunk 1 was never written"));
    }
  }

  @Test
  void refusesAChunkWhoseSlotWasFilledAgain() {
    try (LogitsFile file = LogitsFile.open(SeedFiles.copy("freed.h5", directory))) {
      List<LogitsFile.Span> gone = List.of(new LogitsFile.Span(0, 0, 1));
      assertTrue(
          assertThrows(LlamaException.class, () -> file.read(gone))
              .getMessage()
              .endsWith("freed.h5 does not hold chunk 0"));
    }
  }

  @Test
  void refusesWhatIsNoHdf5File() throws IOException {
    Path file = Files.writeString(directory.resolve("text.h5"), "not logits at all ".repeat(20));
    assertTrue(problem(file).endsWith("it is no HDF5 file"), problem(file));
    Path empty = Files.createFile(directory.resolve("empty.h5"));
    assertTrue(problem(empty).endsWith("it is no HDF5 file"), problem(empty));
  }

  @ParameterizedTest
  @ValueSource(ints = {90, 97, 2000, 9000, 16000})
  void refusesAFileThatWasCutShort(int bytes) throws IOException {
    Path whole = SeedFiles.copy("gzip16.h5", directory);
    Path file = directory.resolve("short.h5");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(whole), bytes));
    assertTrue(problem(file).contains("short.h5 is not a file of logits"), problem(file));
  }

  @Test
  void refusesSlotsThatPointOutside() {
    Path file = file(out -> out.putDataset("chunk_index", new long[] {0, 7}));
    assertTrue(problem(file).endsWith("chunk 1 should lie in slot 7 of 2"), problem(file));
    Path before = file(out -> out.putDataset("chunk_index", new long[] {0, -2}));
    assertTrue(problem(before).endsWith("chunk 1 should lie in slot -2 of 2"), problem(before));
  }

  @Test
  void refusesTruthsThatAreNone() {
    Path file = file(out -> out.putDataset("processed_chunks", new String[] {"yes", "no"}));
    assertTrue(problem(file).endsWith("does not say TRUE or FALSE"), problem(file));
  }

  @ParameterizedTest
  @CsvSource({
    "3 -1 -1 -1 -1 -1 -1 -1,",
    "9 8 7 6 5 4 3 -1,",
    "9 8 7 10 5 4 3 -1,token 3 of chunk 0 is 10; the vocabulary has 10",
    "9 8 7 6 5 -3 3 2,token 1 of chunk 1 is -3; the vocabulary has 10",
    "9 8 7 6 5 -1 3 2,token 2 of chunk 1 is 3; the vocabulary has 10"
  })
  void refusesTokensThatAreNone(String tokens, String problem) {
    int[] ids = Arrays.stream(tokens.split(" ")).mapToInt(Integer::parseInt).toArray();
    int[][] chunks = {Arrays.copyOf(ids, 4), Arrays.copyOfRange(ids, 4, 8)};
    try (LogitsFile file = LogitsFile.open(file(out -> out.putDataset("tokens", chunks)))) {
      if (problem == null) {
        assertArrayEquals(ids, file.tokens().orElseThrow());
      } else {
        String message = assertThrows(LlamaException.class, file::tokens).getMessage();
        assertTrue(message.endsWith(problem), message);
      }
    }
  }

  @Test
  void refusesMissingDatasets() {
    Path file = directory.resolve("without.h5");
    try (WritableHdfFile out = HdfFile.write(file)) {
      out.putDataset("logits", new float[2][4][10]);
    }
    assertTrue(problem(file).endsWith("it has no dataset processed_chunks"), problem(file));
  }

  @Test
  void refusesLogitsOfAnotherTypeOrRank() {
    Path whole = file(out -> out.putDataset("logits", new int[2][4][10]));
    assertTrue(problem(whole).contains("3-dimensional int"), problem(whole));
    Path flat = file(out -> out.putDataset("logits", new float[4][10]));
    assertTrue(problem(flat).contains("2-dimensional float"), problem(flat));
  }

  @Test
  void refusesSizesThatContradictEachOther() {
    Path index = file(out -> out.putDataset("chunk_index", new long[] {0, 1, 2}));
    assertTrue(
        problem(index).endsWith("processed_chunks has 2 entries, chunk_index 3"), problem(index));
    Path context = file(out -> out.putAttribute("n_ctx", 512L));
    assertTrue(problem(context).endsWith("n_ctx is 512, but its logits have 4"), problem(context));
  }

  @Test
  void readsLogitsThatAreNotStoredInBlocks() {
    float[][][] logits = new float[2][4][10];
    logits[1][3][9] = 5;
    Path path = file(out -> out.putDataset("logits", logits));
    try (LogitsFile file = LogitsFile.open(path)) {
      float[] row = new float[10];
      file.read(List.of(new LogitsFile.Span(1, 3, 1))).get(0).copy(0, 0, row, 10);
      assertArrayEquals(logits[1][3], row);
      assertTrue(file.tokens().isEmpty());
    }
  }

  @Test
  void noDamageMakesItThrowAnythingElse() throws IOException {
    byte[] whole = Files.readAllBytes(SeedFiles.copy("gzip16.h5", directory));
    Random random = new Random(1);
    for (int i = 0; i < 120; i++) {
      byte[] damaged = whole.clone();
      for (int j = 0; j < 8; j++) {
        // Most of a file is room for more.
        int at = random.nextInt(random.nextBoolean() ? 3000 : damaged.length);
        damaged[at] = (byte) random.nextInt(256);
      }
      Path file = Files.write(directory.resolve("damaged.h5"), damaged);
      try (LogitsFile logits = LogitsFile.open(file)) {
        for (int chunk : logits.chunks()) {
          logits.read(List.of(new LogitsFile.Span(chunk, 0, SeedFiles.TOKENS)));
        }
      } catch (LlamaException e) {
        assertEquals(1, e.getMessage().lines().count());
      }
    }
  }

  /** A small file with one thing changed. */
  private Path file(Consumer<WritableHdfFile> change) {
    Path file = directory.resolve("changed%d.h5".formatted(System.nanoTime()));
    try (WritableHdfFile out = HdfFile.write(file)) {
      float[][][] logits = new float[2][4][10];
      Arrays.stream(logits).flatMap(Arrays::stream).forEach(row -> Arrays.fill(row, 1));
      out.putDataset("logits", logits);
      out.putDataset("processed_chunks", new byte[] {1, 1});
      out.putDataset("chunk_index", new long[] {0, 1});
      change.accept(out);
    }
    return file;
  }

  private static String problem(Path file) {
    return assertThrows(LlamaException.class, () -> LogitsFile.open(file).close()).getMessage();
  }
}
