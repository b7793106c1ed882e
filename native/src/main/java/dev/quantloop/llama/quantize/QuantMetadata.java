package dev.quantloop.llama.quantize;

import com.sun.jna.Memory;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.GgufWriter;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a quant's file says of how it was quantized, in the order of llama-quantize: as an array of
 * llama_model_kv_override, or in a header like that of llama_model_quantize.
 */
final class QuantMetadata {
  static final String FILE_TYPE = "general.file_type";

  private static final String ALIGNMENT = "general.alignment";
  private static final String VERSION_KEY = "general.quantization_version";

  /** GGML_QNT_VERSION */
  private static final int VERSION = 2;

  private static final Set<String> LEFT_OUT =
      Set.of(VERSION_KEY, FILE_TYPE, "split.no", "split.count", "split.tensors.count");

  private static final int BYTES = 264;
  private static final int KEY = 4;
  private static final int VALUE = 136;
  private static final int TAG_INT = 0;
  private static final int TAG_STRING = 3;
  // llama-quantize cuts strings here, and its output is what ours is compared with.
  private static final int LONGEST_STRING = 127;

  private record Entry(String key, String text, long number) {}

  private final List<MetadataOverride> overrides = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();

  /**
   * What is said of a quant of a model: in llama-quantize's order of the imatrix that was used, and
   * how the file is aligned, for llama.cpp aligns as usual whatever the model's file says.
   *
   * @param sums of the imatrix, or null
   */
  static QuantMetadata of(GgufFile model, ImatrixSums sums, String imatrixName) {
    return of(model, sums, imatrixName, List.of());
  }

  /**
   * The same.
   *
   * @param overrides that a user wants besides; {@link #header} has no room for them
   * @throws LlamaException when the last of two would silently win
   */
  static QuantMetadata of(
      GgufFile model, ImatrixSums sums, String imatrixName, List<MetadataOverride> overrides) {
    QuantMetadata metadata = new QuantMetadata();
    metadata.overrides.addAll(overrides);
    if (model.alignment() != GgufFile.DEFAULT_ALIGNMENT) {
      metadata.add(ALIGNMENT, GgufFile.DEFAULT_ALIGNMENT);
    }
    if (sums != null) {
      metadata.addImatrix(sums, imatrixName);
    }
    metadata.requireOneOfEach();
    return metadata;
  }

  private void requireOneOfEach() {
    Set<String> keys = new HashSet<>();
    for (MetadataOverride override : overrides) {
      if (!keys.add(override.key())) {
        throw new LlamaException(override.key() + " is overridden twice: give it once");
      }
    }
    for (Entry entry : entries) {
      if (keys.contains(entry.key())) {
        throw new LlamaException(
            "%s can't be overridden here: it tells which imatrix the quant was made with"
                .formatted(entry.key()));
      }
    }
  }

  boolean isEmpty() {
    return entries.isEmpty() && overrides.isEmpty();
  }

  private void addImatrix(ImatrixSums sums, String name) {
    add("quantize.imatrix.file", name);
    if (!sums.datasets().isEmpty()) {
      add("quantize.imatrix.dataset", sums.datasets().get(0));
    }
    add("quantize.imatrix.entries_count", sums.entries().size());
    if (sums.chunkCount() > 0) {
      add("quantize.imatrix.chunks_count", sums.chunkCount());
    }
    if (sums.neutralPrior() > 0) {
      add("quantize.imatrix.neutral_prior", sums.neutralPrior());
    }
  }

  private void add(String key, String value) {
    entries.add(new Entry(key, value, 0));
  }

  private void add(String key, long value) {
    entries.add(new Entry(key, null, value));
  }

  /** The array, ended by an entry with an empty key. */
  Memory toNative() {
    Memory array = new Memory((overrides.size() + entries.size() + 1L) * BYTES);
    array.clear();
    long at = 0;
    for (MetadataOverride override : overrides) {
      writeText(array, at + KEY, override.key());
      override.writeValue(array, at, at + VALUE);
      at += BYTES;
    }
    for (Entry entry : entries) {
      write(array, at, entry);
      at += BYTES;
    }
    return array;
  }

  /**
   * All of a quant's file up to the first tensor's data: the model's metadata, except what it says
   * of splitting and of quantization, then this. Numbers are unsigned, of 32 bits.
   *
   * @param tensors as they are to be, in their order
   */
  byte[] header(GgufFile model, long fileType, List<GgufTensor> tensors) {
    Set<String> leftOut = new HashSet<>(LEFT_OUT);
    entries.forEach(entry -> leftOut.add(entry.key()));
    GgufWriter header = new GgufWriter();
    for (String key : model.metadata().values().keySet()) {
      if (!leftOut.contains(key)) {
        header.putEntry(model.entry(key));
      }
    }
    header.putUint32(VERSION_KEY, VERSION);
    header.putUint32(FILE_TYPE, fileType);
    for (Entry entry : entries) {
      if (entry.text() == null) {
        header.putUint32(entry.key(), entry.number());
      } else {
        header.putText(entry.key(), utf8(entry.text()));
      }
    }
    tensors.forEach(header::addTensor);
    return header.header();
  }

  private static byte[] utf8(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(utf8, Math.min(utf8.length, LONGEST_STRING));
  }

  private static void write(Memory array, long at, Entry entry) {
    array.setInt(at, entry.text() == null ? TAG_INT : TAG_STRING);
    writeText(array, at + KEY, entry.key());
    if (entry.text() == null) {
      array.setLong(at + VALUE, entry.number());
    } else {
      writeText(array, at + VALUE, entry.text());
    }
  }

  private static void writeText(Memory array, long at, String text) {
    byte[] utf8 = utf8(text);
    array.write(at, utf8, 0, utf8.length);
  }
}
