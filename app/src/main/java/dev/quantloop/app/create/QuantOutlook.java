package dev.quantloop.app.create;

import dev.quantloop.app.engine.FileQuantizer;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.imatrix.ImatrixCoverage;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.quantize.QuantForecast;
import java.util.List;
import java.util.stream.Stream;

/** What is known of an experiment's imatrices and quants before any is made. */
record QuantOutlook(LlamaLibrary library, GgufFile model, SettingValues settings) {
  /**
   * Refuses what a run would fail at, and tells what the user should know.
   *
   * @return whole lines
   * @throws dev.quantloop.llama.LlamaException when no imatrix of the model allows a quant type
   */
  List<String> lines() {
    return Stream.concat(gaps(), fallbacks()).toList();
  }

  private Stream<String> gaps() {
    return ImatrixCoverage.ofAny(model).gaps().stream()
        .map(
            gap ->
                "imatrices of this model: "
                    + gap
                    + ", a layer that predicts further tokens and is never run");
  }

  private Stream<String> fallbacks() {
    return settings.get(Setting.QUANTS).stream()
        .flatMap(
            type ->
                FileQuantizer.requireMakeable(
                    library, model, settings.quantizing(type, null, null, 1), true)
                    .flatMap(QuantForecast::fallbacks)
                    .map(line -> type + ": " + line)
                    .stream());
  }
}
