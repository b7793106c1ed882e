package dev.quantloop.app.cli.option;

import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.quantize.TensorRule;
import dev.quantloop.llama.quantize.TensorTypeFile;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
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
    if (settings.contains(Setting.TENSOR_TYPES)) {
      mixee.addOption(tensorTypeFile());
    }
  }

  /** The rules in the file count as if they had been typed in its place. */
  private static OptionSpec tensorTypeFile() {
    return OptionSpec.builder("--tensor-type-file")
        .paramLabel("FILE")
        .description(
            "A file with such rules: one for llama-quantize, a recipe of Thireus' GGUF Tool Suite, or"
                + " the options of a command line; may come several times.")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .parameterConsumer(new RuleFile())
        .build();
  }

  /** Puts the rules of a file before the words that are left. */
  private static final class RuleFile implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
      List<TensorRule> rules;
      try {
        rules = TensorTypeFile.read(Path.of(words.pop())).rules();
      } catch (LlamaException e) {
        throw new ParameterException(
            command.commandLine(), "--tensor-type-file: " + e.getMessage(), e);
      }
      for (int i = rules.size() - 1; i >= 0; i--) {
        words.push(Setting.TENSOR_TYPES.flag() + "=" + rules.get(i));
      }
    }
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
