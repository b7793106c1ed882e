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

/** The demo model with a key or a tensor more, and imatrices of part of it. */
public final class AlteredDemo {
  private static final GgufFile DEMO = GgufFile.read(StageFiles.MODEL);

  private AlteredDemo() {}

  /** Its last layer is said to predict further tokens, so that it is never run. */
  public static Path withPredictingLayer(Path directory) throws IOException {
    GgufWriter writer = header();
    writer.putUint32("llama.nextn_predict_layers", 1);
    DEMO.tensors().forEach(writer::addTensor);
    return write(directory.resolve("predicting.gguf"), writer, new byte[0]);
  }

  /**
   * It has an output tensor of its own, equal to its token embeddings, and its last layer is said
   * to predict further tokens.
   */
  public static Path withOutputTensor(Path directory) throws IOException {
    GgufWriter writer = header();
    writer.putUint32("llama.nextn_predict_layers", 1);
    return withOutputTensor(directory.resolve("untied.gguf"), writer);
  }

  /** The same, but that it can be run. */
  public static Path withOutputTensorOnly(Path file) throws IOException {
    return withOutputTensor(file, header());
  }

  private static Path withOutputTensor(Path file, GgufWriter writer) throws IOException {
    DEMO.tensors().forEach(writer::addTensor);
    GgufTensor embeddings =
        DEMO.tensors().stream().filter(t -> t.name().equals("token_embd.weight")).findAny().get();
    writer.addTensor(
        new GgufTensor(
            "output.weight", embeddings.type(), embeddings.shape(), embeddings.offset()));
    byte[] bytes = Files.readAllBytes(StageFiles.MODEL);
    int start = (int) embeddings.offset();
    byte[] data = Arrays.copyOfRange(bytes, start, start + (int) embeddings.bytes());
    return write(file, writer, data);
  }

  private static GgufWriter header() {
    GgufWriter writer = new GgufWriter();
    DEMO.metadata().values().keySet().forEach(key -> writer.putEntry(DEMO.entry(key)));
    return writer;
  }

  private static Path write(Path file, GgufWriter header, byte[] moreData) throws IOException {
    byte[] bytes = Files.readAllBytes(StageFiles.MODEL);
    long data =
        DEMO.tensors().stream().min(Comparator.comparing(GgufTensor::offset)).get().offset();
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(header.header());
      out.write(bytes, (int) data, bytes.length - (int) data);
      out.write(moreData);
    }
    return file;
  }

  /** Covers the first layer alone. */
  public static Path firstLayersImatrix(Path directory) {
    ImatrixSums sums = new ImatrixSums(512);
    sums.addChunks(1);
    DEMO.tensors().stream()
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
