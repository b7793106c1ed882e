package dev.quantloop.app.create;

import dev.quantloop.app.engine.FileQuantizer;
import dev.quantloop.app.engine.ImatrixPass;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.imatrix.ImatrixCoverage;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.NextnRun;
import dev.quantloop.llama.quantize.QuantType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is known of an experiment's imatrices and quants before any is made. */
record QuantOutlook(LlamaLibrary library, GgufFile model, SettingValues settings) {
  /**
   * Refuses what a run would fail at, and tells what the user should know.
   *
   * @return whole lines
   * @throws dev.quantloop.llama.LlamaException when no imatrix of the model allows a quant type
   */
  List<String> lines() {
    Set<String> lines = new LinkedHashSet<>();
    nextnLine().ifPresent(lines::add);
    Set<String> covered = ImatrixCoverage.ofAny(model, settings.get(Setting.NEXTN)).covered();
    for (QuantType type : settings.get(Setting.QUANTS)) {
      lines.addAll(
          FileQuantizer.requireMakeable(
                  library, model, settings.quantizing(type, null, null, 1), covered)
              .map(forecast -> FileQuantizer.notes(type, forecast))
              .orElse(List.of()));
    }
    return List.copyOf(lines);
  }

  private Optional<String> nextnLine() {
    if (settings.get(Setting.NEXTN)) {
      NextnRun.obstacle(library, model)
          .ifPresent(
              reason -> {
                throw new SettingException(Setting.NEXTN, "this model " + reason);
              });
      return Optional.empty();
    }
    boolean quantizes = settings.get(Setting.QUANTS).stream().anyMatch(QuantType::quantizes);
    return quantizes ? ImatrixPass.leftOut(library, model) : Optional.empty();
  }
}
