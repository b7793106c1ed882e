package dev.quantloop.app.stage;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.console.Stage;
import dev.quantloop.app.engine.FileQuantizer;
import dev.quantloop.app.setting.EffectiveSettings;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Remedy;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.imatrix.ImatrixCoverage;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.quantize.QuantizeOptions;
import dev.quantloop.llama.quantize.QuantizeResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Quantizes a model file. */
public record QuantizeFile(Console console, Supplier<LlamaLibrary> library) {
  /**
   * A quantized file.
   *
   * @param coverage of the imatrix, where there was one
   */
  public record Result(
      Path output,
      long inputBytes,
      QuantizeResult quantized,
      Optional<ImatrixCoverage> coverage,
      Duration elapsed) {}

  /**
   * Quantizes a file.
   *
   * @param settings those that were given, of which each must have an effect
   */
  public Result run(Path input, Path output, QuantizeOptions options, SettingValues settings) {
    OutputFile.requireWritable(
        output, Stream.of(input, options.imatrix()).filter(Objects::nonNull).toList());
    GgufFile model = GgufFile.read(input);
    model.requireLoadableModel();
    EffectiveSettings.require(
        settings, List.of(options.type()), List.copyOf(model.modelTensors().values()));
    Optional<ImatrixCoverage> coverage =
        Optional.ofNullable(options.imatrix()).map(imatrix -> coverage(model, imatrix));
    if (coverage.isEmpty() && options.type().needsImatrix()) {
      throw new LlamaException(options.type() + " needs an importance matrix", Remedy.GIVE_IMATRIX);
    }
    long start = console.clock().millis();
    QuantizeResult quantized = quantize(input, output, options);
    Duration elapsed = Duration.ofMillis(console.clock().millis() - start);
    return new Result(output, bytes(model), quantized, coverage, elapsed);
  }

  private ImatrixCoverage coverage(GgufFile model, Path imatrix) {
    ImatrixSums sums = ImatrixFile.read(imatrix);
    sums.requireFit(model, imatrix);
    ImatrixCoverage coverage = ImatrixCoverage.of(model, sums);
    coverage.gaps().forEach(gap -> console.warn(imatrix + ": " + gap));
    return coverage;
  }

  private static long bytes(GgufFile model) {
    return model.parts().stream().mapToLong(GgufFile::fileBytes).sum();
  }

  private QuantizeResult quantize(Path input, Path output, QuantizeOptions options) {
    LlamaLibrary loaded = library.get();
    try (Stage stage = console.progress().stage("quantize " + options.type(), "tensors", 0)) {
      return FileQuantizer.quantize(loaded, input, output, options, stage);
    }
  }
}
