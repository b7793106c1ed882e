package dev.quantloop.app.create;

import dev.quantloop.app.engine.FileQuantizer;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.quantize.QuantType;
import java.util.LinkedHashSet;
import java.util.List;
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
    for (QuantType type : settings.get(Setting.QUANTS)) {
      lines.addAll(
          FileQuantizer.requireMakeable(
                  library, model, settings.quantizing(type, null, null, 1), true)
              .map(forecast -> FileQuantizer.notes(type, forecast))
              .orElse(List.of()));
    }
    return List.copyOf(lines);
  }
}
