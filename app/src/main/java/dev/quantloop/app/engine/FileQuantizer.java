package dev.quantloop.app.engine;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.quantize.QuantForecast;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.QuantizeOptions;
import dev.quantloop.llama.quantize.QuantizeResult;
import dev.quantloop.llama.quantize.Quantizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

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
   * @param planned told what it will come to, before anything is quantized
   * @throws UserException when the disk is full
   */
  public static QuantizeResult quantize(
      LlamaLibrary library,
      Path model,
      Path output,
      QuantizeOptions options,
      Consumer<QuantForecast> planned,
      ProgressListener tensors) {
    return whereDiskHasRoom(
        output, () -> Quantizer.quantize(library, model, output, options, planned, tensors));
  }

  /**
   * Refuses what libllama would refuse later, because no imatrix of the model has what it takes.
   *
   * @param options without an imatrix
   * @param covered the weights of which there will be an imatrix; none where there will be none
   * @return what the quantization will come to; empty where libllama can't tell
   */
  public static Optional<QuantForecast> requireMakeable(
      LlamaLibrary library, GgufFile model, QuantizeOptions options, Set<String> covered) {
    Optional<QuantForecast> forecast = Quantizer.forecast(library, model, options, covered);
    forecast
        .filter(known -> !known.refused().isEmpty())
        .ifPresent(
            known -> {
              throw known.refusal(options.type(), "an imatrix of this model");
            });
    return forecast;
  }

  /** What the user should know of a quant, in whole lines. */
  public static List<String> notes(QuantType type, QuantForecast forecast) {
    return Stream.of(
            forecast.requantized().map(line -> type + ": " + line),
            forecast.nextnTypes().map(line -> line + " (--nextn-type)"),
            forecast.fallbacks().map(line -> type + ": " + line))
        .flatMap(Optional::stream)
        .toList();
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
