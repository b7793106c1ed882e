package dev.quantloop.app.cli.option;

import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import dev.quantloop.app.setting.SettingValues;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Settings of the catalog as options of a command: all of them, or some. */
@Command
public final class SettingOptions {
  private final List<Setting<?>> settings;
  private CommandSpec command;

  public SettingOptions() {
    this(Setting.all());
  }

  public SettingOptions(List<Setting<?>> settings) {
    this.settings = settings;
  }

  @Spec(Spec.Target.MIXEE)
  void addTo(CommandSpec mixee) {
    command = mixee;
    settings.forEach(setting -> mixee.addOption(option(setting)));
  }

  private static OptionSpec option(Setting<?> setting) {
    OptionSpec.Builder option =
        OptionSpec.builder(setting.flags().toArray(String[]::new))
            .description(setting.help().replace("%", "%%"));
    if (setting.isSwitch()) {
      return option.type(boolean.class).build();
    }
    if (!setting.choices().isEmpty()) {
      option.completionCandidates(setting.choices());
    }
    ITypeConverter<String> checked = text -> checked(setting, text);
    return option
        .type(setting.isList() ? List.class : String.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .converters(checked)
        .paramLabel(setting.parameter())
        .build();
  }

  private static String checked(Setting<?> setting, String text) {
    try {
      setting.parse(text);
      return text;
    } catch (SettingException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /** What was given. */
  public SettingValues values() {
    Map<String, String> texts = new HashMap<>();
    for (Setting<?> setting : settings) {
      Object value = command.findOption(setting.flag()).getValue();
      if (value != null) {
        texts.put(setting.id(), text(value));
      }
    }
    return SettingValues.parse(texts);
  }

  private static String text(Object value) {
    if (value instanceof Boolean on) {
      return on ? "on" : "";
    }
    return value instanceof Collection<?> several
        ? several.stream().map(Object::toString).collect(Collectors.joining(" "))
        : value.toString();
  }
}
