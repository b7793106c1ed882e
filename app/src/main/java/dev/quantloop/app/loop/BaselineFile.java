package dev.quantloop.app.loop;

import dev.quantloop.app.UserException;
import dev.quantloop.app.corpus.Sha256;
import dev.quantloop.app.stage.AvailableMemory;
import dev.quantloop.app.stage.ModelFile;
import dev.quantloop.llama.DecodeSettings;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Model;
import dev.quantloop.llama.QuantType;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.tracker.NewModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** A GGUF file that is to be the baseline of an experiment. */
final class BaselineFile {
  static final long LARGE = 1L << 30;

  private final Path file;
  private final GgufFile gguf;

  private BaselineFile(Path file, GgufFile gguf) {
    this.file = file;
    this.gguf = gguf;
  }

  /**
   * Reads and checks the header, before libllama sees the file.
   *
   * @param decode contexts that memory must hold
   * @param allowQuantized whether a baseline that has lost precision already will do
   */
  static BaselineFile read(Path path, DecodeSettings decode, boolean allowQuantized) {
    Path file = path.toAbsolutePath().normalize();
    GgufFile gguf = ModelFile.check(file, decode, AvailableMemory.bytes());
    BaselineFile baseline = new BaselineFile(file, gguf);
    if (!allowQuantized && baseline.isQuantized()) {
      throw new UserException(
          "%s is quantized already (%s): its F16 or BF16 is the better baseline; --allow-requantize takes this one all the same"
              .formatted(path, baseline.fileType()));
    }
    return baseline;
  }

  /** Whether reading it all takes a while. */
  boolean isLarge() {
    return gguf.fileBytes() >= LARGE;
  }

  /** What is recorded of the model; reads the whole file for its SHA-256. */
  NewModel describe(Model vocabulary) {
    String name = file.getFileName().toString().replaceAll("\\.gguf$", "");
    try {
      return new NewModel(
          Sha256.of(file),
          name,
          file,
          gguf.metadata().text("general.architecture").orElse("unknown"),
          fileType(),
          Files.size(file),
          gguf.parameterCount(),
          vocabulary.vocabularySize(),
          vocabulary.trainingContext());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isQuantized() {
    return gguf.tensors().stream().map(GgufTensor::type).anyMatch(GgmlType::quantized);
  }

  private String fileType() {
    OptionalLong number = gguf.metadata().whole("general.file_type");
    try {
      return number.isEmpty()
          ? "unknown"
          : QuantType.parse(Long.toString(number.getAsLong())).name();
    } catch (LlamaException e) {
      return "type " + number.getAsLong();
    }
  }
}
