package dev.quantloop.llama.gguf;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.file.FileCursor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the header of a GGUF file says, checked against the file: metadata and where each tensor is.
 * Immutable, and holds no open file; array values and tensor data are read when asked for.
 *
 * @param fileBytes size of the file
 * @param alignment the data of each tensor starts at a multiple of so many bytes
 * @param entries where each entry of the metadata stands, key included
 * @param byName the tensors in the order of the file
 */
public record GgufFile(
    Path path,
    long fileBytes,
    int alignment,
    GgufMetadata metadata,
    Map<String, Range> entries,
    Map<String, GgufTensor> byName) {
  /** "GGUF", with which a file starts. */
  public static final int MAGIC = 0x46554747;

  public static final int DEFAULT_ALIGNMENT = 32;

  private static final String DAMAGED =
      "%s is damaged or incomplete: %s; fetch or convert it again";

  /** Bytes of the file from {@code start} to {@code end}, exclusive. */
  record Range(long start, long end) {}

  /**
   * Reads a file's header.
   *
   * @throws LlamaException when it cannot be read, is not a GGUF file, is damaged or ends too early
   */
  public static GgufFile read(Path file) {
    return FileCursor.read(file, DAMAGED, in -> new GgufParser(in, file).parse());
  }

  /** So many bytes, and what is needed to get to the next multiple of the usual alignment. */
  public static long padded(long bytes) {
    return (bytes + DEFAULT_ALIGNMENT - 1) & -DEFAULT_ALIGNMENT;
  }

  /** All tensors in the order of the file. */
  public List<GgufTensor> tensors() {
    return List.copyOf(byName.values());
  }

  public Optional<GgufTensor> tensor(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Elements of all tensors. */
  public long parameterCount() {
    return byName.values().stream().mapToLong(GgufTensor::elements).sum();
  }

  /** Bytes of all tensors' data, without padding. */
  public long tensorBytes() {
    return byName.values().stream().mapToLong(GgufTensor::bytes).sum();
  }

  /** Tensor bytes · 8 / elements; NaN for a file without tensors. */
  public double bitsPerWeight() {
    return 8.0 * tensorBytes() / parameterCount();
  }

  /**
   * Refuses what libllama would refuse without a reason or die of.
   *
   * @throws LlamaException when this is no complete language model
   */
  public void requireLoadableModel() {
    LoadableModel.require(this, true);
  }

  /**
   * The same for a model of which only the vocabulary is loaded; it need not have more.
   *
   * @throws LlamaException for a file that libllama can't be trusted with
   */
  public void requireVocabulary() {
    LoadableModel.require(this, false);
  }

  /**
   * Refuses also what libllama would load, but what does not predict the next token.
   *
   * @throws LlamaException when this is no complete model that does
   */
  public void requirePredictingModel() {
    PredictingModel.require(this);
    LoadableModel.require(this, true);
  }

  /**
   * The files of a model that is split into several, this one first; else this one alone.
   *
   * @throws LlamaException when this is not the first part or another can't be read
   */
  public List<GgufFile> parts() {
    return LoadableModel.parts(this);
  }

  /** The tensors of all parts of a model. */
  public Map<String, GgufTensor> modelTensors() {
    Map<String, GgufTensor> tensors = new LinkedHashMap<>();
    parts().forEach(part -> tensors.putAll(part.byName()));
    return tensors;
  }

  /** An entry of the metadata as it stands in the file, key included. */
  public byte[] entry(String key) {
    Range range = entries.get(key);
    return readAt(range.start(), in -> in.bytes(Math.toIntExact(range.end() - range.start())));
  }

  /** The strings of an array value of this file. */
  public List<String> strings(GgufValue.Sequence sequence) {
    if (sequence.elementType() != GgufScalarType.STRING) {
      throw new LlamaException("%s holds numbers where text is needed".formatted(path));
    }
    return readAt(
        sequence.offset(),
        in -> {
          List<String> strings = new ArrayList<>();
          for (long i = 0; i < sequence.count(); i++) {
            strings.add(in.text("an array's entry", sequence.bytes()));
          }
          return strings;
        });
  }

  /** The elements of an array value of whole numbers or truth values, which are 0 and 1. */
  public long[] integers(GgufValue.Sequence sequence) {
    return readAt(
        sequence.offset(),
        in -> {
          long[] integers = new long[Math.toIntExact(sequence.count())];
          for (int i = 0; i < integers.length; i++) {
            integers[i] =
                switch (sequence.elementType()) {
                  case UINT8, BOOL -> in.uint8();
                  case INT8 -> (byte) in.uint8();
                  case UINT16 -> in.int16() & 0xffff;
                  case INT16 -> (short) in.int16();
                  case UINT32 -> Integer.toUnsignedLong(in.int32());
                  case INT32 -> in.int32();
                  case UINT64, INT64 -> in.int64();
                  case FLOAT32, FLOAT64, STRING ->
                      throw new LlamaException(
                          "%s holds other values where whole numbers are needed".formatted(path));
                };
          }
          return integers;
        });
  }

  /** A tensor's elements as doubles; F32, F64 and I64 only. */
  public double[] numbers(GgufTensor tensor) {
    double[] numbers = new double[heapSize(tensor)];
    readNumbers(tensor, numbers);
    return numbers;
  }

  /** Reads the same into an array of as many elements. Several threads may read at once. */
  public void readNumbers(GgufTensor tensor, double[] into) {
    if (into.length != tensor.elements()) {
      throw new IllegalArgumentException(into.length + " elements for " + tensor);
    }
    readAt(
        tensor.offset(),
        in -> {
          if (tensor.type() == GgmlType.F32) {
            in.floats(into);
            return into;
          }
          for (int i = 0; i < into.length; i++) {
            into[i] =
                switch (tensor.type()) {
                  case F64 -> in.float64();
                  case I64 -> in.int64();
                  default -> throw unsuitable(tensor);
                };
          }
          return into;
        });
  }

  /** The sums of equal parts of a tensor's elements, which are not kept; F32 only. */
  public double[] partSums(GgufTensor tensor, int parts) {
    int length = heapSize(tensor) / parts;
    return readAt(
        tensor.offset(),
        in -> {
          double[] sums = new double[parts];
          for (int part = 0; part < parts; part++) {
            sums[part] = in.sumOfFloats(length);
          }
          return sums;
        });
  }

  /** A tensor's data as it stands in the file, at most 2 GiB. */
  public byte[] bytes(GgufTensor tensor) {
    if (tensor.bytes() > Integer.MAX_VALUE) {
      throw tooLarge(tensor);
    }
    return readAt(tensor.offset(), in -> in.bytes((int) tensor.bytes()));
  }

  /** A tensor's elements as they are; I64 only. */
  public long[] integers(GgufTensor tensor) {
    if (tensor.type() != GgmlType.I64) {
      throw unsuitable(tensor);
    }
    return readAt(
        tensor.offset(),
        in -> {
          long[] integers = new long[heapSize(tensor)];
          for (int i = 0; i < integers.length; i++) {
            integers[i] = in.int64();
          }
          return integers;
        });
  }

  private <T> T readAt(long offset, FileCursor.Reading<T> reading) {
    return FileCursor.read(
        path,
        DAMAGED,
        in -> {
          in.seek(offset);
          return reading.from(in);
        });
  }

  private int heapSize(GgufTensor tensor) {
    if (tensor.elements() > 1 << 30) {
      throw tooLarge(tensor);
    }
    return (int) tensor.elements();
  }

  private LlamaException tooLarge(GgufTensor tensor) {
    return new LlamaException(
        "%s: tensor %s is too large to be read".formatted(path, tensor.name()));
  }

  private LlamaException unsuitable(GgufTensor tensor) {
    return new LlamaException(
        "%s: tensor %s is of type %s, which cannot be read here"
            .formatted(path, tensor.name(), tensor.type()));
  }
}
