package dev.quantloop.llama.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.llama.LlamaException;
import io.jhdf.HdfFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonFileTest {
  @TempDir Path directory;

  @Test
  void eachChunkIsAGroupWithItsStatistics() {
    Path path = directory.resolve("comparison.h5");
    ComparisonFile.write(
        path,
        Map.of(
            0, Map.of("ChunkNumber", 0L, "Average", 0.25),
            12, Map.of("ChunkNumber", 12L, "Average", 0.5)),
        Map.of("overall", "{\"Average\": 0.375}"));
    try (HdfFile file = new HdfFile(path)) {
      assertEquals(12L, file.getChild("chunk_12").getAttribute("ChunkNumber").getData());
      assertEquals(0.25, file.getChild("chunk_0").getAttribute("Average").getData());
      assertEquals("{\"Average\": 0.375}", file.getAttribute("overall").getData());
    }
  }

  @Test
  void saysWhatIsInTheWay() {
    Path path = directory.resolve("nowhere").resolve("comparison.h5");
    String message =
        assertThrows(LlamaException.class, () -> ComparisonFile.write(path, Map.of(), Map.of()))
            .getMessage();
    assertEquals("cannot write " + path + ": no such file or directory", message);
    assertFalse(Files.exists(path));
  }
}
