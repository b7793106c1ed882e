package dev.quantloop.llama.imatrix;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.GgufWriter;
import java.nio.file.Path;

/**
 * Imatrices as GGUF: per weight NAME the tensors {@code NAME.in_sum2} [columns, experts], raw sums
 * of squares, and {@code NAME.counts} [1, experts], tokens seen. Sums of plain activations ({@code
 * NAME.in_sum}), which some builds add, are passed over.
 */
final class GgufImatrix {
  private static final String TYPE = "general.type";
  private static final String DATASETS = "imatrix.datasets";
  private static final String CHUNK_COUNT = "imatrix.chunk_count";
  private static final String CHUNK_SIZE = "imatrix.chunk_size";
  private static final String IMATRIX = "imatrix";
  private static final String LEDGER = "imatrix-ledger";
  private static final String SUMS = ".in_sum2";
  private static final String COUNTS = ".counts";
  private static final int MAX_NAME_BYTES = 63 - SUMS.length(); // ggml keeps names in 64 bytes

  private final GgufFile file;
  private final boolean ledger;

  private GgufImatrix(GgufFile file, boolean ledger) {
    this.file = file;
    this.ledger = ledger;
  }

  static ImatrixSums read(Path path) {
    GgufFile file = GgufFile.read(path);
    String type = file.metadata().text(TYPE).orElse("");
    if (!type.equals(IMATRIX) && !type.equals(LEDGER)) {
      throw new LlamaException(
          "%s is no imatrix but another kind of GGUF file; give one that llama-imatrix or this program wrote"
              .formatted(path));
    }
    return new GgufImatrix(file, type.equals(LEDGER)).sums();
  }

  private ImatrixSums sums() {
    ImatrixSums sums = new ImatrixSums((int) number(CHUNK_SIZE, 1, 1 << 30));
    sums.addChunks(number(CHUNK_COUNT, 0, 0xffffffffL));
    file.metadata()
        .sequence(DATASETS)
        .map(file::strings)
        .ifPresent(d -> d.forEach(sums::addDataset));
    for (GgufTensor tensor : file.tensors()) {
      if (tensor.name().endsWith(SUMS)) {
        fill(sums, weightOf(tensor, SUMS), tensor);
      } else if (tensor.name().endsWith(COUNTS)
          && file.tensor(weightOf(tensor, COUNTS) + SUMS).isEmpty()) {
        throw damaged("it has %s without its sums", tensor.name());
      }
    }
    if (sums.entries().isEmpty()) {
      throw damaged("it has no sums");
    }
    return sums;
  }

  private void fill(ImatrixSums sums, String weight, GgufTensor tensor) {
    GgufTensor counts =
        file.tensor(weight + COUNTS)
            .orElseThrow(() -> damaged("it has %s without its counts", tensor.name()));
    requireType(tensor, ledger ? GgmlType.F64 : GgmlType.F32);
    requireType(counts, ledger ? GgmlType.I64 : GgmlType.F32);
    long experts = counts.elements();
    if (tensor.elements() > 1 << 30 || tensor.elements() % experts != 0) {
      throw damaged("%s has %s sums for %s counts", weight, tensor.elements(), experts);
    }
    ImatrixEntry entry = sums.entry(weight, (int) (tensor.elements() / experts), (int) experts);
    copySums(tensor, entry.sums());
    copyCounts(counts, entry.counts());
  }

  private void copySums(GgufTensor tensor, double[] into) {
    double[] values = file.numbers(tensor);
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0 && values[i] < Double.POSITIVE_INFINITY)) {
        throw damaged("%s holds %s, which is no sum of squares", tensor.name(), values[i]);
      }
      into[i] = values[i];
    }
  }

  private void copyCounts(GgufTensor tensor, long[] into) {
    if (ledger) {
      System.arraycopy(file.integers(tensor), 0, into, 0, into.length);
    } else {
      double[] values = file.numbers(tensor);
      for (int i = 0; i < values.length; i++) {
        into[i] = Math.round(values[i]);
      }
    }
    for (long count : into) {
      if (count < 0 || count > 1L << 56) {
        throw damaged("%s holds the count %s", tensor.name(), count);
      }
    }
  }

  private void requireType(GgufTensor tensor, GgmlType type) {
    if (tensor.type() != type) {
      throw damaged("%s is of type %s instead of %s", tensor.name(), tensor.type(), type);
    }
  }

  private long number(String key, long least, long most) {
    long value =
        file.metadata().whole(key).orElseThrow(() -> damaged("%s is missing or no number", key));
    if (value < least || value > most) {
      throw damaged("%s is %s", key, value);
    }
    return value;
  }

  private static String weightOf(GgufTensor tensor, String suffix) {
    return tensor.name().substring(0, tensor.name().length() - suffix.length());
  }

  private LlamaException damaged(String what, Object... details) {
    return new LlamaException("%s is damaged: %s".formatted(file.path(), what.formatted(details)));
  }

  static void write(Path path, ImatrixSums sums) {
    GgufWriter out = header(IMATRIX, sums);
    sums.entries()
        .forEach(
            (weight, e) ->
                out.addF32(name(weight, SUMS), e.sums(), e.columns(), e.experts())
                    .addF32(name(weight, COUNTS), e.counts(), 1, e.experts()));
    out.write(path);
  }

  static void writeLedger(Path path, ImatrixSums sums) {
    GgufWriter out = header(LEDGER, sums);
    sums.entries()
        .forEach(
            (weight, e) ->
                out.addF64(name(weight, SUMS), e.sums(), e.columns(), e.experts())
                    .addI64(name(weight, COUNTS), e.counts(), 1, e.experts()));
    out.write(path);
  }

  private static GgufWriter header(String type, ImatrixSums sums) {
    return new GgufWriter()
        .putText(TYPE, type)
        .putTexts(DATASETS, sums.datasets())
        .putUint32(CHUNK_COUNT, sums.chunkCount())
        .putUint32(CHUNK_SIZE, sums.chunkSize());
  }

  private static String name(String weight, String suffix) {
    if (weight.length() > MAX_NAME_BYTES) {
      throw new LlamaException(
          "the weight's name %s is too long for an imatrix in GGUF format; write a .dat file instead"
              .formatted(weight));
    }
    return weight + suffix;
  }
}
