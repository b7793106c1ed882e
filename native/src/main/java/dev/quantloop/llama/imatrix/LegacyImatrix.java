package dev.quantloop.llama.imatrix;

import dev.quantloop.llama.file.FileCursor;
import dev.quantloop.llama.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

  private static final String REFUSED = "%s is not an imatrix, or a damaged one: %s";

  private final FileCursor in;

  private LegacyImatrix(FileCursor in) {
    this.in = in;
  }

  static ImatrixSums read(Path path, int chunkSize) {
    return FileCursor.read(path, REFUSED, in -> new LegacyImatrix(in).sums(chunkSize));
  }

  private ImatrixSums sums(int chunkSize) throws IOException {
    ImatrixSums sums = new ImatrixSums(chunkSize);
    int entries = number("number of entries", 1, MAX_ENTRIES);
    for (int i = 0; i < entries; i++) {
      readEntry(sums);
    }
    if (in.remaining() > 0) {
      sums.addChunks(number("number of chunks", 0, Integer.MAX_VALUE));
    }
    if (in.remaining() > 0) {
      String dataset = text(number("length of the dataset's name", 0, 1 << 20));
      if (!dataset.isEmpty()) {
        sums.addDataset(dataset);
      }
    }
    if (in.remaining() > 0) {
      throw in.damaged("it goes on after its end, by %,d B".formatted(in.remaining()));
    }
    return sums;
  }

  private void readEntry(ImatrixSums sums) throws IOException {
    String weight = text(number("length of a weight's name", 1, MAX_NAME_BYTES));
    int calls = number("number of chunks of an entry", 0, Integer.MAX_VALUE);
    int values = number("number of values of an entry", 1, MAX_VALUES);
    if (weight.chars().anyMatch(Character::isISOControl)) {
      throw in.damaged("a weight's name is damaged");
    }
    if (sums.entries().containsKey(weight)) {
      throw in.damaged("it has %s twice".formatted(weight));
    }
    if (values > in.remaining() / Float.BYTES) {
      throw in.damaged("it ends in the middle of " + weight);
    }
    ImatrixEntry entry = sums.entry(weight, values, 1);
    // An entry without calls holds plain means, as llama-quantize takes it.
    entry.counts()[0] = (long) Math.max(calls, 1) * sums.chunkSize();
    readValues(entry.sums(), sums.chunkSize(), weight);
  }

  private void readValues(double[] into, int chunkSize, String weight) throws IOException {
    for (int i = 0; i < into.length; i++) {
      float value = in.float32();
      if (!(value >= 0 && value < Float.POSITIVE_INFINITY)) {
        throw in.damaged("%s holds %s, which is not a mean of squares".formatted(weight, value));
      }
      into[i] = (double) value * chunkSize;
    }
  }

  private int number(String what, int least, int most) throws IOException {
    int value = in.int32();
    if (value < least || value > most) {
      throw in.damaged("the %s is %d".formatted(what, value));
    }
    return value;
  }

  private String text(int bytes) throws IOException {
    if (bytes > in.remaining()) {
      throw in.damaged("it ends in the middle of a name");
    }
    return new String(in.bytes(bytes), StandardCharsets.UTF_8);
  }

  static void write(Path path, ImatrixSums sums) {
    List<Map.Entry<String, ImatrixEntry>> stored =
        sums.entries().entrySet().stream().filter(e -> e.getValue().maxCount() > 0).toList();
    long most =
        stored.stream().mapToLong(e -> calls(e.getValue(), sums.chunkSize())).max().orElse(0);
    ImatrixSums.requireChunks(Math.max(most, sums.chunkCount()), Integer.MAX_VALUE);
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

  private static long calls(ImatrixEntry entry, int chunkSize) {
    return (entry.maxCount() + chunkSize - 1) / chunkSize;
  }

  private static void writeEntry(WholeFile out, ImatrixEntry entry, int chunkSize) {
    int calls = Math.toIntExact(calls(entry, chunkSize));
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
