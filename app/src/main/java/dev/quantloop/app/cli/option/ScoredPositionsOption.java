package dev.quantloop.app.cli.option;

import dev.quantloop.app.setting.Setting;
import dev.quantloop.llama.evaluate.ScoredPositions;
import java.util.List;
import picocli.CommandLine.Mixin;

/** {@code --all-positions} of the commands that score a text. */
public final class ScoredPositionsOption {
  @Mixin private final SettingOptions options = new SettingOptions(List.of(Setting.ALL_POSITIONS));

  public ScoredPositions positions() {
    return options.values().positions();
  }
}
