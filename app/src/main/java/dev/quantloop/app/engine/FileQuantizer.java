package dev.quantloop.app.engine;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.quantize.QuantizeOptions;
import dev.quantloop.llama.quantize.QuantizeResult;
import dev.quantloop.llama.quantize.Quantizer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Quantizes model files into files. */
public final class FileQuantizer {
  /** In the words of llama.cpp's quantizer, and of the system. */
  private static final List<String> FULL_DISK =
      List.of(
          "is the disk full?", "No space left on device", "Disk quota exceeded", "File too large");

  private FileQuantizer() {}

  /**
   * Quantizes a model.
   *
   * @throws UserException when the disk is full
   */
  public static QuantizeResult quantize(
      LlamaLibrary library,
      Path model,
      Path output,
      QuantizeOptions options,
      ProgressListener tensors) {
    return whereDiskHasRoom(
        output, () -> Quantizer.quantize(library, model, output, options, tensors));
  }

  /** Writes a file; of a disk that is full it says how much is left. */
  public static <T> T whereDiskHasRoom(Path file, Supplier<T> writing) {
    try {
      return writing.get();
    } catch (LlamaException e) {
      if (FULL_DISK.stream().noneMatch(e.getMessage()::contains)) {
        throw e;
      }
      long free = file.toAbsolutePath().getParent().toFile().getUsableSpace();
      throw new UserException(
          "can't write %s: is the disk full? %s are free there"
              .formatted(file, Numbers.bytes(free)),
          e);
    }
  }
}
