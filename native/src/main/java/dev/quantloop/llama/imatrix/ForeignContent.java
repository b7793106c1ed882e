package dev.quantloop.llama.imatrix;

import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.GgufWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keys and tensors in an imatrix file that mean nothing to this program. They are kept when the
 * file is written again. Not thread-safe.
 */
final class ForeignContent {
  /** Statistics of the sums, which llama-imatrix from v0.6 on adds; false once sums are added. */
  private static final String STATISTICS = ".stats";

  private static final String STATISTICS_SCHEMA = "imatrix.stats_schema";

  private record Tensor(GgufTensor tensor, byte[] data) {
    boolean sameAs(Tensor other) {
      return tensor.type() == other.tensor.type() && Arrays.equals(data, other.data);
    }
  }

  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  void addEntry(GgufFile file, String key) {
    entries.put(key, file.entry(key));
  }

  void addTensor(GgufFile file, GgufTensor tensor) {
    tensors.put(tensor.name(), new Tensor(tensor, file.bytes(tensor)));
  }

  /**
   * Adds another file's. Of a key that both have, the first value stays. A tensor that differs is
   * true of neither the one nor of both together, and goes, as statistics do.
   *
   * @param first whether these are of no file yet
   */
  void add(ForeignContent other, boolean first) {
    other.entries.forEach(entries::putIfAbsent);
    other.tensors.forEach(
        (name, tensor) -> tensors.merge(name, tensor, (a, b) -> a.sameAs(b) ? a : null));
    if (!first) {
      dropStatistics();
    }
  }

  /** To be called where the sums are no longer those that the statistics are of. */
  void dropStatistics() {
    entries.remove(STATISTICS_SCHEMA);
    tensors.keySet().removeIf(name -> name.endsWith(STATISTICS));
  }

  void writeEntries(GgufWriter out) {
    entries.values().forEach(out::putEntry);
  }

  void writeTensors(GgufWriter out) {
    tensors.values().forEach(t -> out.addTensor(t.tensor(), t.data()));
  }
}
