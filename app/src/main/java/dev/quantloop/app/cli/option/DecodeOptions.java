package dev.quantloop.app.cli.option;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.tune.TrialGrid;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.ModelOptions;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** How text is pushed through a model; llama.cpp's flags and defaults. */
public final class DecodeOptions {
  @Mixin private final SettingOptions options = new SettingOptions(Setting.DECODE);

  private SettingValues values() {
    return options.values();
  }

  public DecodeSettings settings() {
    return values().decode();
  }

  /** The settings, with a context size of its own where the user names none. */
  public DecodeSettings settings(int defaultContextSize) {
    SettingValues given = values();
    int context = given.find(Setting.CONTEXT).orElse(defaultContextSize);
    return given.with(Setting.CONTEXT, context).decode();
  }

  /**
   * What {@code quantloop tune} is to try; what is given here is not varied.
   *
   * @param batches to try, or null for the usual ones
   * @param ubatches to try, or null for the usual ones
   */
  public TrialGrid grid(List<Integer> batches, List<Integer> ubatches) {
    SettingValues given = values();
    DecodeSettings usual = given.decode();
    int context = usual.contextSize();
    return new TrialGrid(
        context,
        values("-b", given.find(Setting.BATCH), batches, TrialGrid.usualBatches(context)),
        values("-ub", given.find(Setting.MICRO_BATCH), ubatches, TrialGrid.usualUbatches(context)),
        given
            .find(Setting.THREADS)
            .map(List::of)
            .orElseGet(() -> TrialGrid.usualThreads(usual.threads())),
        given
            .find(Setting.FLASH_ATTENTION)
            .map(List::of)
            .orElseGet(TrialGrid::usualFlashAttention));
  }

  private static List<Integer> values(
      String flag, Optional<Integer> given, List<Integer> listed, List<Integer> usual) {
    if (given.isPresent() && listed != null) {
      throw new UsageException("give either " + flag + " or -" + flag + "-values");
    } else if (listed == null) {
      return given.map(List::of).orElse(usual);
    }
    if (listed.isEmpty()) {
      throw new UsageException("-" + flag + "-values names no size");
    }
    return listed;
  }

  public ModelOptions model(DeviceOptions devices) {
    return ModelOptions.of(gpuLayers(), devices.split());
  }

  /** The flags that make another process load the model as this one would. */
  public List<String> modelFlags() {
    return List.of(Setting.LAYERS.flag(), Setting.LAYERS.print(gpuLayers()));
  }

  /** Layers on the GPU; negative means as many as fit. */
  public int gpuLayers() {
    return values().get(Setting.LAYERS);
  }
}
