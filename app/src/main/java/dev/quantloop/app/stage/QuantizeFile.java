package dev.quantloop.app.stage;

import dev.quantloop.app.UserException;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.console.Progress;
import dev.quantloop.app.console.Stage;
import dev.quantloop.app.engine.FileQuantizer;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.EffectiveSettings;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Remedy;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.imatrix.ImatrixCoverage;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.quantize.ImatrixUse;
import dev.quantloop.llama.quantize.LibraryOptions;
import dev.quantloop.llama.quantize.QuantForecast;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.QuantizeOptions;
import dev.quantloop.llama.quantize.QuantizeResult;
import dev.quantloop.llama.quantize.Quantizer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Quantizes a model file. */
public record QuantizeFile(Console console, Supplier<LlamaLibrary> library) {
  /**
   * What is to be quantized, and how.
   *
   * @param settings those that were given, of which each must have an effect
   */
  public record Request(
      Path input,
      Path output,
      QuantType type,
      Optional<Path> imatrix,
      int threads,
      SettingValues settings,
      ImatrixUse use,
      LibraryOptions library) {
    private QuantizeOptions options(GgufFile model) {
      return settings
          .withNextnType(model, List.of(type))
          .quantizing(type, imatrix.orElse(null), null, threads)
          .with(use, library);
    }

    /** The model as it is to be quantized, with the tensors that are left by their new names. */
    private GgufFile checked(GgufFile model) {
      model.requireLoadableModel();
      GgufFile changed = library.applied(model);
      List<GgufTensor> tensors =
          library.tensors(changed).entrySet().stream()
              .map(t -> new GgufTensor(t.getKey(), t.getValue().type(), t.getValue().shape(), 0))
              .toList();
      EffectiveSettings.require(settings, List.of(type), tensors);
      return changed;
    }
  }

  /**
   * A quantized file.
   *
   * @param coverage of the imatrix, where there was one
   */
  public record Result(
      long inputBytes,
      QuantizeResult quantized,
      Optional<ImatrixCoverage> coverage,
      Duration elapsed) {}

  /**
   * What quantizing would come to.
   *
   * @param sources the model's tensors by the names that they would have
   */
  public record Rehearsal(
      QuantForecast forecast,
      Map<String, GgufTensor> sources,
      Optional<ImatrixCoverage> coverage) {}

  public Result run(Request request) {
    GgufFile model = GgufFile.read(request.input());
    GgufFile changed = request.checked(model);
    List<Path> inputs =
        Stream.concat(Stream.of(request.input()), request.imatrix().stream()).toList();
    request
        .library()
        .files(request.output(), changed)
        .forEach(file -> OutputFile.requireWritable(file, inputs));
    OutputFile.notesOfOthers(request.library().stem(request.output())).forEach(console::warn);
    QuantizeOptions options = request.options(changed);
    Optional<ImatrixCoverage> coverage = coverage(request, changed);
    if (coverage.isEmpty() && request.type().needsImatrix()) {
      throw new LlamaException(request.type() + " needs an importance matrix", Remedy.GIVE_IMATRIX);
    }
    long start = console.clock().millis();
    QuantizeResult quantized = quantize(request.input(), request.output(), options);
    Duration elapsed = Duration.ofMillis(console.clock().millis() - start);
    return new Result(bytes(model), quantized, coverage, elapsed);
  }

  /** Nothing is written. */
  public Rehearsal rehearse(Request request) {
    GgufFile model = GgufFile.read(request.input());
    GgufFile changed = request.checked(model);
    QuantizeOptions options = request.options(changed);
    Optional<ImatrixCoverage> coverage = coverage(request, changed);
    boolean lacksImatrix = coverage.isEmpty() && options.needsImatrix();
    Set<String> weights = lacksImatrix ? ImatrixCoverage.ofAny(changed).covered() : Set.of();
    QuantForecast forecast =
        Quantizer.forecast(library.get(), model, options, weights)
            .orElseThrow(
                () ->
                    new UserException(
                        "this llama.cpp can't tell what would become of %s; quantize it without --dry-run"
                            .formatted(request.input())));
    if (forecast.refused().isEmpty()) {
      tell(request.type(), forecast, console::say);
    } else {
      throw forecast.refusal(
          request.type(), request.imatrix().map(Path::toString).orElse("an imatrix of this model"));
    }
    if (lacksImatrix) {
      console.warn("this takes an importance matrix (--imatrix FILE)");
    }
    return new Rehearsal(forecast, request.library().tensors(changed), coverage);
  }

  private static void tell(QuantType type, QuantForecast forecast, Consumer<String> lines) {
    FileQuantizer.notes(type, forecast).forEach(note -> lines.accept("warning: " + note));
  }

  private Optional<ImatrixCoverage> coverage(Request request, GgufFile model) {
    return request.imatrix().map(imatrix -> coverage(request, model, imatrix));
  }

  private ImatrixCoverage coverage(Request request, GgufFile model, Path imatrix) {
    ImatrixSums sums = ImatrixFile.read(imatrix);
    sums.requireFit(model, imatrix);
    ImatrixSums used = request.use().of(sums.completedFor(model));
    if (sums.neutralPrior() > 0) {
      console.warn(
          "%s holds a neutral prior of %s%s"
              .formatted(
                  imatrix,
                  Numbers.amount(sums.neutralPrior(), "token"),
                  used.neutralPrior() == sums.neutralPrior()
                      ? ""
                      : "; one of %d takes its place".formatted(used.neutralPrior())));
    }
    ImatrixCoverage coverage = ImatrixCoverage.of(model, sums, used);
    coverage.gaps().forEach(gap -> console.warn(imatrix + ": " + gap));
    return coverage;
  }

  private static long bytes(GgufFile model) {
    return model.parts().stream().mapToLong(GgufFile::fileBytes).sum();
  }

  private QuantizeResult quantize(Path input, Path output, QuantizeOptions options) {
    LlamaLibrary loaded = library.get();
    Progress progress = console.progress();
    try (Stage stage = progress.stage("quantize " + options.type(), "tensors", 0)) {
      return FileQuantizer.quantize(
          loaded,
          input,
          output,
          options,
          forecast -> tell(options.type(), forecast, progress::note),
          stage);
    }
  }
}
