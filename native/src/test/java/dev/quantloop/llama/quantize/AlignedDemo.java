package dev.quantloop.llama.quantize;

import dev.quantloop.llama.Native;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.GgufWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The demo model with tensors that start at multiples of 1,024 bytes, as some programs write it.
 */
final class AlignedDemo {
  private static final int ALIGNMENT = 1024;

  private AlignedDemo() {}

  static Path write(Path directory) throws IOException {
    GgufFile demo = GgufFile.read(Native.DEMO_MODEL);
    GgufWriter header = new GgufWriter();
    demo.metadata().values().keySet().forEach(key -> header.putEntry(demo.entry(key)));
    header.putUint32("general.alignment", ALIGNMENT);
    demo.tensors().forEach(header::addTensor);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header.header());
    byte[] source = Files.readAllBytes(Native.DEMO_MODEL);
    for (GgufTensor tensor : demo.tensors()) {
      out.writeBytes(new byte[-out.size() & ALIGNMENT - 1]);
      out.write(source, (int) tensor.offset(), (int) tensor.bytes());
    }
    return Files.write(directory.resolve("aligned.gguf"), out.toByteArray());
  }
}
