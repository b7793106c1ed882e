package dev.quantloop.llama.hdf5;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.file.FileFailure;
import dev.quantloop.llama.file.WholeFile;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableNode;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes a comparison as {@code kl_d_bench.py} of llama-gguf-optimize stores it, for its {@code
 * read_kl_d_benchmarks.py} and plots: a group {@code chunk_N} for each chunk with statistics of the
 * KL divergence as attributes, and those of all chunks as attributes of the file.
 */
public final class ComparisonFile {
  private ComparisonFile() {}

  /**
   * Writes a file, which appears whole or not at all.
   *
   * @param chunks the attributes of each chunk by its number: whole numbers, fractions or texts
   * @param all the attributes of the file
   */
  public static void write(
      Path file, Map<Integer, Map<String, Object>> chunks, Map<String, Object> all) {
    try (WholeFile whole = WholeFile.create(file)) {
      try (WritableHdfFile out = HdfFile.write(whole.temporary())) {
        chunks.forEach((number, values) -> put(values, out.putGroup("chunk_" + number)));
        put(all, out);
      }
      whole.commit();
    } catch (HdfException e) {
      throw e.getCause() instanceof IOException cause
          ? FileFailure.writing(file, cause)
          : new LlamaException("cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void put(Map<String, Object> values, WritableNode into) {
    values.forEach(into::putAttribute);
  }
}
