package dev.quantloop.llama.evaluate;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.llama.NotFiniteException;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredBaselineTest {
  private static final int CHUNKS = 3;
  private static final int LENGTH = 8;

  /** Without tokens, as llama-gguf-optimize writes it; the last chunk is not finite. */
  private static void write(Path file) {
    float[][][] logits = new float[CHUNKS][LENGTH][5];
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      for (float[] row : logits[chunk]) {
        Arrays.fill(row, chunk < CHUNKS - 1 ? 1 : Float.NaN);
      }
    }
    try (WritableHdfFile out = HdfFile.write(file)) {
      out.putDataset("logits", logits);
      out.putDataset("chunk_index", new long[] {0, 1, 2});
      out.putDataset("processed_chunks", new byte[] {1, 1, 1});
    }
  }

  @Test
  void theLastChunkIsCheckedWhereItsTextIsWhole(@TempDir Path directory) {
    Path file = directory.resolve("base.h5");
    write(file);
    try (StoredBaseline base = StoredBaseline.open(file)) {
      base.requireSound(LENGTH, CHUNKS - 1, ScoredPositions.ALL, false);
      base.requireSound(LENGTH, CHUNKS, ScoredPositions.ALL, true);
      assertThrows(
          NotFiniteException.class,
          () -> base.requireSound(LENGTH, CHUNKS, ScoredPositions.ALL, false));
    }
  }
}
