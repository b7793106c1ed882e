package dev.quantloop.llama.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.quantize.kernel.HalfFloat;
import dev.quantloop.llama.score.LogitRows;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogitsWriterTest {
  private static final int CHUNKS = 70;
  private static final int CONTEXT = 6;
  private static final int VOCABULARY = 300_000;
  private static final int TOKENS = 5;

  @TempDir Path directory;

  private final float[] pattern = new float[VOCABULARY];

  LogitsWriterTest() {
    for (int i = 0; i < VOCABULARY; i++) {
      pattern[i] = i % 997 / 64f - 8;
    }
  }

  /** Some chunks that are nearly as large as they can be, so that one has several blocks. */
  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void jhdfReadsWhatIsWritten(boolean half, boolean compressed) {
    LogitsShape shape = shape(half, compressed);
    Path path = directory.resolve("logits.h5");
    try (LogitsWriter writer = open(path, shape)) {
      write(writer, 1, 3);
    }
    try (HdfFile file = new HdfFile(path)) {
      assertEquals((long) CONTEXT, file.getAttribute("n_ctx").getData());
      assertEquals((long) VOCABULARY, file.getAttribute("n_vocab").getData());
      assertEquals((long) CHUNKS, file.getAttribute("total_chunks").getData());
      assertEquals("small, 1 B", file.getAttribute("model").getData());
      long[] index = (long[]) file.getDatasetByPath("chunk_index").getData();
      assertArrayEquals(new long[] {-1, 1, -1, 3, -1}, Arrays.copyOf(index, 5));
      String[] processed = (String[]) file.getDatasetByPath("processed_chunks").getData();
      assertEquals(List.of("FALSE", "TRUE"), List.of(processed).subList(0, 2));
      assertArrayEquals(new int[] {0}, file.getDatasetByPath("freed_chunks").getDimensions());
      Dataset logits = file.getDatasetByPath("logits");
      assertArrayEquals(new int[] {CHUNKS, CONTEXT, VOCABULARY}, logits.getDimensions());
      for (int row = 0; row < TOKENS; row++) {
        float[][][] read =
            (float[][][]) logits.getData(new long[] {3, row, 0}, new int[] {1, 1, VOCABULARY});
        assertArrayEquals(row(3, row, half), read[0][0]);
      }
    }
    try (LogitsFile file = LogitsFile.open(path)) {
      assertArrayEquals(new int[] {1, 3}, file.chunks());
      assertArrayEquals(tokens(), file.tokens().orElseThrow());
    }
  }

  @Test
  void goesOnWhereAKilledProcessEnded() throws IOException {
    LogitsShape shape = shape(true, false);
    Path path = directory.resolve("logits.h5");
    try (LogitsWriter writer = open(path, shape)) {
      write(writer, 2);
    }
    byte[] uncommitted = new byte[100_000];
    Files.write(path, uncommitted, StandardOpenOption.APPEND);
    try (LogitsWriter writer = open(path, shape)) {
      assertTrue(writer.has(2));
      assertFalse(writer.has(3));
      write(writer, 0, 3);
      // Half a chunk is as good as none.
      writer.append(4, 0, rows(4), 2, false);
    }
    try (LogitsFile file = LogitsFile.open(path)) {
      assertArrayEquals(new int[] {0, 2, 3}, file.chunks());
      for (int chunk : file.chunks()) {
        float[] read = new float[VOCABULARY];
        file.read(List.of(new LogitsFile.Span(chunk, TOKENS - 1, 1)))
            .get(0)
            .copy(0, 0, read, VOCABULARY);
        assertArrayEquals(row(chunk, TOKENS - 1, true), read);
      }
    }
  }

  @Test
  void findsManyBlocks() {
    LogitsShape shape = new LogitsShape(5000, 2, 8, false, false);
    int[] tokens = new int[10_000];
    Path path = directory.resolve("many.h5");
    try (LogitsWriter writer = LogitsWriter.open(path, shape, "small", tokens, 2)) {
      for (int chunk = 4999; chunk >= 0; chunk--) {
        int value = chunk + 1;
        LogitRows rows = (row, column, into, count) -> Arrays.fill(into, 0, count, value);
        writer.append(chunk, 0, rows, 2, true);
      }
    }
    try (LogitsFile file = LogitsFile.open(path)) {
      assertEquals(5000, file.chunks().length);
      float[] row = new float[8];
      for (int chunk : new int[] {0, 63, 64, 4095, 4096, 4999}) {
        file.read(List.of(new LogitsFile.Span(chunk, 1, 1))).get(0).copy(0, 0, row, 8);
        assertEquals(chunk + 1, row[7]);
      }
    }
    try (LogitsWriter writer = LogitsWriter.open(path, shape, "small", tokens, 2)) {
      assertEquals(5000, writer.chunks());
    }
  }

  @Test
  void refusesToGoOnWithSomethingElse() throws IOException {
    Path path = directory.resolve("logits.h5");
    open(path, shape(true, false)).close();
    assertFalse(Files.exists(path));
    try (LogitsWriter writer = open(path, shape(true, false))) {
      write(writer, 0);
    }
    assertThrows(LlamaException.class, () -> open(path, shape(false, false)));
    int[] others = tokens();
    others[3]++;
    assertThrows(
        LlamaException.class,
        () -> LogitsWriter.open(path, shape(true, false), "small, 1 B", others, 1));
    assertThrows(
        LlamaException.class,
        () -> LogitsWriter.open(path, shape(true, false), "large, 2 B", tokens(), 1));
    Path text = Files.writeString(directory.resolve("text"), "short");
    assertThrows(LlamaException.class, () -> open(text, shape(true, false)));
    assertEquals("short", Files.readString(text));
  }

  @Test
  void refusesASecondWriter() {
    Path path = directory.resolve("logits.h5");
    try (LogitsWriter writer = open(path, shape(true, false))) {
      assertTrue(
          assertThrows(LlamaException.class, () -> open(path, shape(true, false)))
              .getMessage()
              .startsWith("another process writes"));
      assertEquals(0, writer.chunks());
    }
  }

  @Test
  void refusesLogitsThatAreNotFiniteOrTooLarge() {
    try (LogitsWriter writer = open(directory.resolve("nan.h5"), shape(true, false))) {
      LogitRows broken = (row, column, into, count) -> Arrays.fill(into, 0, count, Float.NaN);
      assertThrows(NotFiniteException.class, () -> writer.append(0, 0, broken, 1, false));
      LogitRows large = (row, column, into, count) -> Arrays.fill(into, 0, count, 70_000);
      assertThrows(LlamaException.class, () -> writer.append(0, 0, large, 1, false));
    }
  }

  private static LogitsShape shape(boolean half, boolean compressed) {
    return new LogitsShape(CHUNKS, CONTEXT, VOCABULARY, half, compressed);
  }

  private static LogitsWriter open(Path path, LogitsShape shape) {
    return LogitsWriter.open(path, shape, "small, 1 B", tokens(), 2);
  }

  private static int[] tokens() {
    return IntStream.range(0, CHUNKS * CONTEXT).map(i -> i % CONTEXT == TOKENS ? -1 : i).toArray();
  }

  private void write(LogitsWriter writer, int... chunks) {
    for (int chunk : chunks) {
      writer.append(chunk, 0, rows(chunk), 3, false);
      LogitRows all = rows(chunk);
      LogitRows rest = (row, column, into, count) -> all.copy(row + 3, column, into, count);
      writer.append(chunk, 3, rest, TOKENS - 3, true);
    }
  }

  private LogitRows rows(int chunk) {
    return (row, column, into, count) ->
        System.arraycopy(row(chunk, row, false), column, into, 0, count);
  }

  private float[] row(int chunk, int number, boolean half) {
    float[] row = pattern.clone();
    row[0] = chunk + number / 16f + 0.01f;
    row[VOCABULARY - 1] = -number;
    row[1] = half ? HalfFloat.toFloat(HalfFloat.of(1e-3f)) : 1e-3f;
    if (half) {
      row[0] = HalfFloat.toFloat(HalfFloat.of(row[0]));
    }
    return row;
  }
}
