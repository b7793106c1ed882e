package dev.quantloop.llama.gguf;

import java.nio.file.Path;
import java.util.List;

/** A GGUF file with all that a loadable model must have, a few hundred bytes long. */
final class SmallModel {
  private SmallModel() {}

  static GgufWriter writer(int announcedBlocks, int presentBlocks) {
    return writer("llama", announcedBlocks, presentBlocks);
  }

  static GgufWriter writer(String architecture, int announcedBlocks, int presentBlocks) {
    GgufWriter writer =
        new GgufWriter()
            .putText("general.architecture", architecture)
            .putUint32(architecture + ".block_count", announcedBlocks)
            .putTexts("tokenizer.ggml.tokens", List.of("<s>", "a", "ü"))
            .addF32("token_embd.weight", new double[6], 2, 3);
    for (int block = 0; block < presentBlocks; block++) {
      writer.addF32("blk." + block + ".attn_q.weight", new double[] {1, 2, 3, 4}, 2, 2);
    }
    return writer;
  }

  static Path write(Path directory) {
    Path file = directory.resolve("small.gguf");
    writer(2, 2).write(file);
    return file;
  }
}
