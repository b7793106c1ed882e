package dev.quantloop.llama.imatrix;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.file.FileTrouble;
import dev.quantloop.llama.file.WholeFile;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The legacy imatrix format, little-endian: int32 entries; per entry int32 length, name, int32
 * ncall, int32 values, floats of mean · ncall; then, optionally, int32 chunks, int32 length, name
 * of the last dataset. ncall counts chunks. Experts and the chunk size are not recorded.
 */
final class LegacyImatrix {
  private static final int MAX_NAME_BYTES = 1024;
  private static final int MAX_ENTRIES = 1 << 20;
  private static final int MAX_VALUES = 1 << 30;

  private final Path path;
  private final InputStream in;
  private long left;

  private LegacyImatrix(Path path, InputStream in, long bytes) {
    this.path = path;
    this.in = in;
    this.left = bytes;
  }

  static ImatrixSums read(Path path, int chunkSize) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      return new LegacyImatrix(path, in, Files.size(path)).sums(chunkSize);
    } catch (IOException e) {
      throw FileTrouble.reading(path, e);
    }
  }

  private ImatrixSums sums(int chunkSize) throws IOException {
    ImatrixSums sums = new ImatrixSums(chunkSize);
    int entries = number("number of entries", 1, MAX_ENTRIES);
    for (int i = 0; i < entries; i++) {
      readEntry(sums);
    }
    if (left > 0) {
      sums.addChunks(number("number of chunks", 0, Integer.MAX_VALUE));
    }
    if (left > 0) {
      String dataset = text(number("length of the dataset's name", 0, 1 << 20));
      if (!dataset.isEmpty()) {
        sums.addDataset(dataset);
      }
    }
    if (left > 0) {
      throw refused("%,d bytes follow its end", left);
    }
    return sums;
  }

  private void readEntry(ImatrixSums sums) throws IOException {
    String weight = text(number("length of a weight's name", 1, MAX_NAME_BYTES));
    int calls = number("number of chunks of an entry", 0, Integer.MAX_VALUE);
    int values = number("number of values of an entry", 1, MAX_VALUES);
    if (weight.chars().anyMatch(Character::isISOControl) || sums.entries().containsKey(weight)) {
      throw refused("a weight's name is damaged");
    }
    if (values > left / Float.BYTES) {
      throw refused("it ends in the middle of %s", weight);
    }
    ImatrixEntry entry = sums.entry(weight, values, 1);
    // An entry without calls holds plain means, as llama-quantize takes it.
    entry.counts()[0] = (long) Math.max(calls, 1) * sums.chunkSize();
    readValues(entry.sums(), sums.chunkSize(), weight);
  }

  private void readValues(double[] into, int chunkSize, String weight) throws IOException {
    ByteBuffer block = buffer(Math.min(into.length, 4096) * Float.BYTES);
    for (int done = 0; done < into.length; ) {
      int n = Math.min(into.length - done, 4096);
      fill(block.clear().limit(n * Float.BYTES));
      for (int i = 0; i < n; i++) {
        float value = block.getFloat(i * Float.BYTES);
        if (!(value >= 0 && value < Float.POSITIVE_INFINITY)) {
          throw refused("%s holds %s, which is no mean of squares", weight, value);
        }
        into[done++] = (double) value * chunkSize;
      }
    }
  }

  private int number(String what, int least, int most) throws IOException {
    ByteBuffer field = buffer(Integer.BYTES);
    fill(field);
    int value = field.getInt(0);
    if (value < least || value > most) {
      throw refused("the %s is %d", what, value);
    }
    return value;
  }

  private String text(int bytes) throws IOException {
    if (bytes > left) {
      throw refused("it ends in the middle of a name");
    }
    ByteBuffer text = buffer(bytes);
    fill(text);
    return new String(text.array(), 0, bytes, StandardCharsets.UTF_8);
  }

  private void fill(ByteBuffer field) throws IOException {
    if (field.limit() > left) {
      throw refused("it ends too early");
    }
    if (in.readNBytes(field.array(), 0, field.limit()) < field.limit()) {
      throw new EOFException("the file became shorter while it was read");
    }
    left -= field.limit();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private LlamaException refused(String what, Object... details) {
    return new LlamaException(
        "%s is no imatrix, or a damaged one: %s".formatted(path, what.formatted(details)));
  }

  static void write(Path path, ImatrixSums sums) {
    List<Map.Entry<String, ImatrixEntry>> stored =
        sums.entries().entrySet().stream().filter(e -> e.getValue().maxCount() > 0).toList();
    try (WholeFile out = WholeFile.create(path)) {
      out.room(4).putInt(stored.size());
      for (Map.Entry<String, ImatrixEntry> entry : stored) {
        text(out, entry.getKey());
        writeEntry(out, entry.getValue(), sums.chunkSize());
      }
      out.room(4).putInt((int) sums.chunkCount());
      int datasets = sums.datasets().size();
      text(out, datasets == 0 ? "" : sums.datasets().get(datasets - 1));
      out.commit();
    }
  }

  private static void writeEntry(WholeFile out, ImatrixEntry entry, int chunkSize) {
    int calls = (int) ((entry.maxCount() + chunkSize - 1) / chunkSize);
    float[] means = entry.meanSquares();
    out.room(4).putInt(calls);
    out.room(4).putInt(means.length);
    for (float mean : means) {
      out.room(4).putFloat(mean * calls);
    }
  }

  private static void text(WholeFile out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.room(4).putInt(bytes.length);
    out.write(bytes);
  }
}
