package dev.quantloop.app.experiment;

import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.GgufWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The demo model in three files as llama-gguf-split writes it: the first has no tensors. */
public record SplitDemo(List<Path> files) {
  private static final int UINT16 = 2;
  private static final int INT32 = 5;
  private static final int PARTS = 3;

  public static SplitDemo write(Path directory) throws IOException {
    GgufFile demo = GgufFile.read(StageFiles.MODEL);
    List<GgufTensor> all = demo.tensors();
    int half = all.size() / 2;
    List<List<GgufTensor>> parts =
        List.of(List.of(), all.subList(0, half), all.subList(half, all.size()));
    List<Path> files = List.of(file(directory, 1), file(directory, 2), file(directory, 3));
    for (int part = 0; part < PARTS; part++) {
      write(demo, part, parts.get(part), files.get(part));
    }
    return new SplitDemo(files);
  }

  public Path first() {
    return files.get(0);
  }

  public long bytes() throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  private static Path file(Path directory, int part) {
    return directory.resolve("split-%05d-of-%05d.gguf".formatted(part, PARTS));
  }

  private static void write(GgufFile demo, int part, List<GgufTensor> tensors, Path file)
      throws IOException {
    GgufWriter header = new GgufWriter();
    if (part == 0) {
      demo.metadata().values().keySet().forEach(key -> header.putEntry(demo.entry(key)));
    }
    header.putEntry(entry("split.no", UINT16, part));
    header.putEntry(entry("split.count", UINT16, PARTS));
    header.putEntry(entry("split.tensors.count", INT32, demo.tensors().size()));
    tensors.forEach(header::addTensor);
    try (OutputStream out = Files.newOutputStream(file);
        FileChannel source = FileChannel.open(demo.path())) {
      out.write(header.header());
      for (GgufTensor tensor : tensors) {
        ByteBuffer data = ByteBuffer.allocate((int) GgufFile.padded(tensor.bytes()));
        source.read(data.limit((int) tensor.bytes()), tensor.offset());
        out.write(data.array());
      }
    }
  }

  private static byte[] entry(String key, int type, int value) {
    byte[] name = key.getBytes(StandardCharsets.US_ASCII);
    int bytes = type == UINT16 ? Short.BYTES : Integer.BYTES;
    ByteBuffer entry =
        ByteBuffer.allocate(Long.BYTES + name.length + Integer.BYTES + bytes)
            .order(ByteOrder.LITTLE_ENDIAN);
    entry.putLong(name.length).put(name).putInt(type);
    return (type == UINT16 ? entry.putShort((short) value) : entry.putInt(value)).array();
  }
}
