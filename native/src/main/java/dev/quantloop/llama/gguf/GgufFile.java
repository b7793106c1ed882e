package dev.quantloop.llama.gguf;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.file.FileTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the header of a GGUF file says, checked against the file: metadata and where each tensor is.
 * Immutable, and holds no open file; array values and tensor data are read when asked for.
 */
public final class GgufFile {
  public static final int DEFAULT_ALIGNMENT = 32;

  private final Path path;
  private final long fileBytes;
  private final GgufParser.Header header;
  private final GgufMetadata metadata;
  private final Map<String, GgufTensor> tensors = new LinkedHashMap<>();

  private GgufFile(Path path, long fileBytes, GgufParser.Header header) {
    this.path = path;
    this.fileBytes = fileBytes;
    this.header = header;
    this.metadata = new GgufMetadata(header.metadata());
    header.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
  }

  /**
   * Reads a file's header.
   *
   * @throws LlamaException when it cannot be read, is no GGUF file, is damaged or ends too early
   */
  public static GgufFile read(Path file) {
    if (Files.isDirectory(file)) {
      throw new LlamaException("cannot read %s: it is a directory".formatted(file));
    }
    try (GgufCursor in = new GgufCursor(file)) {
      return new GgufFile(file, in.fileBytes(), new GgufParser(in).parse());
    } catch (IOException e) {
      throw FileTrouble.reading(file, e);
    }
  }

  public Path path() {
    return path;
  }

  public long fileBytes() {
    return fileBytes;
  }

  public int version() {
    return header.version();
  }

  /** The data of each tensor starts at a multiple of so many bytes. */
  public int alignment() {
    return header.alignment();
  }

  public GgufMetadata metadata() {
    return metadata;
  }

  /** So many bytes, and what is needed to get to the next multiple of the usual alignment. */
  public static long padded(long bytes) {
    return (bytes + DEFAULT_ALIGNMENT - 1) & -DEFAULT_ALIGNMENT;
  }

  /** All tensors in the order of the file. */
  public List<GgufTensor> tensors() {
    return Collections.unmodifiableList(header.tensors());
  }

  public Optional<GgufTensor> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /** Elements of all tensors. */
  public long parameterCount() {
    return header.tensors().stream().mapToLong(GgufTensor::elements).sum();
  }

  /** Bytes of all tensors' data, without padding. */
  public long tensorBytes() {
    return header.tensors().stream().mapToLong(GgufTensor::bytes).sum();
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
    LoadableModel.require(this);
  }

  /**
   * The files of a model that is split into several, this one first; else this one alone.
   *
   * @throws LlamaException when this is not the first part or another can't be read
   */
  public List<GgufFile> parts() {
    return LoadableModel.parts(this);
  }

  /** An entry of the metadata as it stands in the file, key included. */
  public byte[] entry(String key) {
    GgufParser.Range range = header.entries().get(key);
    byte[] entry = new byte[Math.toIntExact(range.end() - range.start())];
    readAt(range.start(), in -> in.fill(entry));
    return entry;
  }

  /** The strings of an array value of this file. */
  public List<String> strings(GgufValue.Sequence sequence) {
    if (sequence.elementType() != GgufScalarType.STRING) {
      throw new LlamaException("%s holds numbers where text is needed".formatted(path));
    }
    List<String> strings = new ArrayList<>();
    readAt(
        sequence.offset(),
        in -> {
          for (long i = 0; i < sequence.count(); i++) {
            strings.add(in.text("an array's entry", sequence.bytes()));
          }
        });
    return strings;
  }

  /** A tensor's elements as doubles; F32, F64 and I64 only. */
  public double[] numbers(GgufTensor tensor) {
    double[] numbers = new double[heapSize(tensor)];
    readAt(
        tensor.offset(),
        in -> {
          for (int i = 0; i < numbers.length; i++) {
            numbers[i] =
                switch (tensor.type()) {
                  case F32 -> in.float32();
                  case F64 -> in.float64();
                  case I64 -> in.int64();
                  default -> throw unsuitable(tensor);
                };
          }
        });
    return numbers;
  }

  /** A tensor's elements as they are; I64 only. */
  public long[] integers(GgufTensor tensor) {
    if (tensor.type() != GgmlType.I64) {
      throw unsuitable(tensor);
    }
    long[] integers = new long[heapSize(tensor)];
    readAt(
        tensor.offset(),
        in -> {
          for (int i = 0; i < integers.length; i++) {
            integers[i] = in.int64();
          }
        });
    return integers;
  }

  private interface Reading {
    void from(GgufCursor in) throws IOException;
  }

  private void readAt(long offset, Reading reading) {
    try (GgufCursor in = new GgufCursor(path)) {
      in.seek(offset);
      reading.from(in);
    } catch (IOException e) {
      throw FileTrouble.reading(path, e);
    }
  }

  private int heapSize(GgufTensor tensor) {
    if (tensor.elements() > 1 << 30) {
      throw new LlamaException(
          "%s: tensor %s is too large to be read".formatted(path, tensor.name()));
    }
    return (int) tensor.elements();
  }

  private LlamaException unsuitable(GgufTensor tensor) {
    return new LlamaException(
        "%s: tensor %s is of type %s, which cannot be read here"
            .formatted(path, tensor.name(), tensor.type()));
  }
}
