package dev.quantloop.app.cli.option;

import dev.quantloop.app.setting.QuantizeSettings;
import dev.quantloop.app.setting.Setting;
import picocli.CommandLine.Mixin;

/** How models are quantized; llama-quantize's flags. */
public final class QuantizeSettingsOptions {
  @Mixin private final SettingOptions options = new SettingOptions(Setting.QUANTIZE);

  public QuantizeSettings settings() {
    return options.values().quantize();
  }
}
