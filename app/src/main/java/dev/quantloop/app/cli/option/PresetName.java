package dev.quantloop.app.cli.option;

import dev.quantloop.app.setting.SettingPreset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a preset on the command line. */
public final class PresetName implements ITypeConverter<SettingPreset> {
  @Override
  public SettingPreset convert(String text) {
    return SettingPreset.find(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "there is not a preset '%s'; there are %s"
                        .formatted(text, SettingPreset.names())));
  }
}
