package dev.quantloop.llama.gguf;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.file.FileCursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the header of a GGUF file, versions 2 and 3, with the checks that ggml makes and more. */
final class GgufParser {
  private static final int MAX_NAME_BYTES = 63; // ggml keeps names in 64 bytes
  private static final int MAX_KEY_BYTES = 65_535;
  private static final long MAX_TEXT_BYTES = 1 << 24;
  private static final long MAX_COUNT = 1 << 20;
  private static final int MIN_ENTRY_BYTES = 13;
  private static final int MAX_VERSION = 255;
  private static final int MAX_ALIGNMENT = 1 << 20;
  private static final int MAX_FOREIGN_TYPE = 1023;
  private static final Set<Integer> REMOVED_TYPES = Set.of(4, 5, 31, 32, 33, 36, 37, 38);

  private final FileCursor in;
  private final Path path;
  private final Map<String, GgufFile.Range> entries = new LinkedHashMap<>();
  private long textBytesLeft = 4 * MAX_TEXT_BYTES;

  GgufParser(FileCursor in, Path path) {
    this.in = in;
    this.path = path;
  }

  GgufFile parse() throws IOException {
    int magic = in.remaining() < 4 ? 0 : in.int32();
    if (magic != GgufFile.MAGIC) {
      throw otherKind(magic);
    }
    requireVersion(in.int32());
    long tensorCount = count("tensors");
    Map<String, GgufValue> metadata = metadata(count("metadata entries"));
    int alignment = alignment(metadata);
    Map<String, GgufTensor> tensors = tensors(tensorCount, alignment);
    return new GgufFile(
        path,
        in.fileBytes(),
        alignment,
        new GgufMetadata(metadata),
        Collections.unmodifiableMap(entries),
        Collections.unmodifiableMap(tensors));
  }

  private void requireVersion(int version) {
    int reversed = Integer.reverseBytes(version);
    if (reversed > 0 && reversed <= MAX_VERSION) {
      throw foreign(
          "is a big-endian GGUF file: convert it with gguf_convert_endian.py of llama.cpp's gguf-py");
    } else if (version == 1) {
      throw foreign(
          "is of GGUF version 1, which llama.cpp no longer reads: convert the model again");
    } else if (version > 3 && version <= MAX_VERSION) {
      throw foreign(
          "is of GGUF version %d, versions 2 and 3 can be read: it was made by a newer llama.cpp"
              .formatted(version));
    } else if (version != 2 && version != 3) {
      throw in.damaged("its GGUF version is " + Integer.toUnsignedString(version));
    }
  }

  /** What a file that is taken for a model may really be, by its first four bytes. */
  private LlamaException otherKind(int magic) {
    return switch (magic) {
      case 0x73726576 ->
          foreign("is a pointer of Git LFS, not the model: fetch it with git lfs pull");
      case 0x4F44213C, 0x6F64213C, 0x6D74683C ->
          foreign("is a web page, not a model: its address may ask for a login");
      case 0x04034B50 -> foreign("is a ZIP or PyTorch file, not GGUF: unpack or convert it");
      case 0x67676A74, 0x67676D66, 0x67676D6C ->
          foreign("is of a format before GGUF: convert the original model anew");
      default -> in.damaged("it does not start with GGUF, so it is not a GGUF file");
    };
  }

  /** About a file that is sound, but can't be used. */
  private LlamaException foreign(String what) {
    return new LlamaException(path + " " + what);
  }

  private long count(String what) throws IOException {
    long count = in.int64();
    if (count < 0 || count > MAX_COUNT || count > in.remaining() / MIN_ENTRY_BYTES) {
      throw in.damaged(
          "it announces %s %s, more than it can hold"
              .formatted(Long.toUnsignedString(count), what));
    }
    return count;
  }

  private Map<String, GgufValue> metadata(long count) throws IOException {
    Map<String, GgufValue> metadata = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      long start = in.position();
      String key = in.text("metadata key " + i, MAX_KEY_BYTES);
      requireName(key, "metadata key " + i);
      if (metadata.put(key, value(key, in.int32())) != null) {
        throw in.damaged("metadata key %s is there twice".formatted(key));
      }
      entries.put(key, new GgufFile.Range(start, in.position()));
    }
    return metadata;
  }

  private GgufValue value(String key, int typeId) throws IOException {
    if (typeId == GgufScalarType.ARRAY_ID) {
      return sequence(key, type(key, in.int32()));
    }
    GgufScalarType type = type(key, typeId);
    return switch (type) {
      case UINT8 -> new GgufValue.Whole(type, in.uint8());
      case INT8 -> new GgufValue.Whole(type, (byte) in.uint8());
      case UINT16 -> new GgufValue.Whole(type, in.int16() & 0xffff);
      case INT16 -> new GgufValue.Whole(type, in.int16());
      case UINT32 -> new GgufValue.Whole(type, Integer.toUnsignedLong(in.int32()));
      case INT32 -> new GgufValue.Whole(type, in.int32());
      case UINT64, INT64 -> new GgufValue.Whole(type, in.int64());
      case FLOAT32 -> new GgufValue.Real(type, in.float32());
      case FLOAT64 -> new GgufValue.Real(type, in.float64());
      case BOOL -> new GgufValue.Bool(in.uint8() != 0);
      case STRING -> text(key);
    };
  }

  private GgufValue text(String key) throws IOException {
    String what = "the value of " + key;
    long length = in.textLength(what);
    if (length > Math.min(MAX_TEXT_BYTES, textBytesLeft)) {
      in.skip(what, length);
      return new GgufValue.LongText(length);
    }
    textBytesLeft -= length;
    return new GgufValue.Text(new String(in.bytes((int) length), StandardCharsets.UTF_8));
  }

  private GgufScalarType type(String key, int typeId) {
    return GgufScalarType.of(typeId)
        .orElseThrow(
            () -> in.damaged("metadata %s has the unknown type %d".formatted(key, typeId)));
  }

  private GgufValue.Sequence sequence(String key, GgufScalarType type) throws IOException {
    long count = in.int64();
    String what = "the array " + key;
    int least = type == GgufScalarType.STRING ? Long.BYTES : type.bytes();
    if (count < 0 || count > in.remaining() / least) {
      throw in.damaged(
          "%s is said to have %s entries".formatted(what, Long.toUnsignedString(count)));
    }
    long start = in.position();
    if (type == GgufScalarType.STRING) {
      in.skipTexts(what, count);
    } else {
      in.skip(what, count * type.bytes());
    }
    return new GgufValue.Sequence(type, count, start, in.position() - start);
  }

  private int alignment(Map<String, GgufValue> metadata) {
    GgufValue value = metadata.get("general.alignment");
    if (value == null) {
      return GgufFile.DEFAULT_ALIGNMENT;
    }
    if (value instanceof GgufValue.Whole whole
        && whole.type() == GgufScalarType.UINT32
        && whole.value() <= MAX_ALIGNMENT
        && Long.bitCount(whole.value()) == 1) {
      return (int) whole.value();
    }
    throw in.damaged("general.alignment is not a power of two");
  }

  private Map<String, GgufTensor> tensors(long count, int alignment) throws IOException {
    Map<String, GgufTensor> tensors = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      GgufTensor tensor = tensor(i);
      if (tensors.put(tensor.name(), tensor) != null) {
        throw in.damaged("tensor %s is there twice".formatted(tensor.name()));
      }
    }
    long dataStart = aligned(in.position(), alignment);
    long expected = 0;
    for (Map.Entry<String, GgufTensor> entry : tensors.entrySet()) {
      GgufTensor tensor = entry.getValue();
      entry.setValue(placed(tensor, dataStart, expected));
      expected = aligned(expected + tensor.bytes(), alignment);
    }
    return tensors;
  }

  private GgufTensor tensor(long index) throws IOException {
    String name = in.text("the name of tensor " + index, MAX_NAME_BYTES);
    requireName(name, "the name of tensor " + index);
    int dimensions = in.int32();
    if (dimensions < 0 || dimensions > 4) {
      throw in.damaged("tensor %s has %d dimensions".formatted(name, dimensions));
    }
    List<Long> shape = new ArrayList<>(4);
    for (int d = 0; d < dimensions; d++) {
      shape.add(in.int64());
    }
    int typeId = in.int32();
    GgmlType type = GgmlType.of(typeId).orElseThrow(() -> unknownType(name, typeId));
    requirePlausible(name, shape, type);
    return new GgufTensor(name, type, shape, in.int64());
  }

  private LlamaException unknownType(String tensor, int type) {
    if (REMOVED_TYPES.contains(type)) {
      return foreign(
          "has tensors of a type that llama.cpp has given up (%s is of type %d): quantize the model again"
              .formatted(tensor, type));
    }
    return type < 0 || type > MAX_FOREIGN_TYPE
        ? in.damaged("tensor %s has the unknown type %d".formatted(tensor, type))
        : foreign(
            "has tensors of a type that is not known here (%s is of type %d): it was made by another program, such as ik_llama.cpp, or by a newer llama.cpp"
                .formatted(tensor, type));
  }

  private void requireName(String name, String what) {
    if (name.isBlank() || !name.codePoints().allMatch(GgufParser::isPrintable)) {
      throw in.damaged("%s is not a name".formatted(what));
    }
  }

  private static boolean isPrintable(int c) {
    return !Character.isISOControl(c) && c != 0xfffd;
  }

  private void requirePlausible(String name, List<Long> shape, GgmlType type) {
    long elements = 1;
    for (long dimension : shape) {
      // The largest file ext4 can hold is 2^44 bytes; this keeps every product below 2^63.
      if (dimension < 1 || dimension > (1L << 46) / elements) {
        throw in.damaged("tensor %s has the absurd shape %s".formatted(name, shape));
      }
      elements *= dimension;
    }
    long columns = shape.isEmpty() ? 1 : shape.get(0);
    if (columns % type.blockSize() != 0) {
      throw in.damaged(
          "tensor %s has rows of %d elements, no multiple of %s's %d"
              .formatted(name, columns, type, type.blockSize()));
    }
  }

  private GgufTensor placed(GgufTensor tensor, long dataStart, long expected) {
    if (tensor.offset() != expected) {
      throw in.damaged(
          "the data of tensor %s starts at %s instead of %d"
              .formatted(tensor.name(), Long.toUnsignedString(tensor.offset()), expected));
    }
    long end = dataStart + expected + tensor.bytes();
    if (end > in.fileBytes()) {
      throw in.damaged(
          "it has %,d bytes, but the data of tensor %s would end at %,d"
              .formatted(in.fileBytes(), tensor.name(), end));
    }
    return new GgufTensor(tensor.name(), tensor.type(), tensor.shape(), dataStart + expected);
  }

  private static long aligned(long position, int alignment) {
    return (position + alignment - 1) / alignment * alignment;
  }

  /** Text out of a file that may be damaged, fit for one line on a terminal. */
  static String printable(String name) {
    StringBuilder shown = new StringBuilder();
    name.codePoints().limit(120).forEach(c -> shown.appendCodePoint(isPrintable(c) ? c : '?'));
    return shown.toString();
  }
}
