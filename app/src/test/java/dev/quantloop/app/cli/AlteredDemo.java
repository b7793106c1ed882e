package dev.quantloop.app.cli;

import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.GgufWriter;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;

/** The demo model with a key more, and imatrices of part of it. */
public final class AlteredDemo {
  private AlteredDemo() {}

  /** Its last layer is said to predict further tokens, so that it is never run. */
  public static Path withPredictingLayer(Path directory) throws IOException {
    GgufFile demo = GgufFile.read(StageFiles.MODEL);
    GgufWriter writer = new GgufWriter();
    demo.metadata().values().keySet().forEach(key -> writer.putEntry(demo.entry(key)));
    writer.putUint32("llama.nextn_predict_layers", 1);
    demo.tensors().forEach(writer::addTensor);
    byte[] bytes = Files.readAllBytes(StageFiles.MODEL);
    long data =
        demo.tensors().stream().min(Comparator.comparing(GgufTensor::offset)).get().offset();
    Path file = directory.resolve("predicting.gguf");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(writer.header());
      out.write(bytes, (int) data, bytes.length - (int) data);
    }
    return file;
  }

  /** Covers the first layer alone. */
  public static Path firstLayersImatrix(Path directory) {
    ImatrixSums sums = new ImatrixSums(512);
    sums.addChunks(1);
    GgufFile.read(StageFiles.MODEL).tensors().stream()
        .filter(tensor -> tensor.name().startsWith("blk.0.") && tensor.dimension(1) > 1)
        .forEach(
            tensor -> {
              var entry = sums.entry(tensor.name(), (int) tensor.dimension(0), 1);
              Arrays.fill(entry.sums(), 512);
              entry.counts()[0] = 512;
            });
    Path file = directory.resolve("first-layer.gguf");
    ImatrixFile.writeGguf(file, sums);
    return file;
  }
}
