package dev.quantloop.app.cli.option;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.source.SourceOption;
import dev.quantloop.app.source.SourceSpec;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** What can be said of all sources of a command at once: {@code --field}, {@code --skip}, … */
@Command
public final class SourceOptions {
  private static final String PARSE_SPECIAL = "--parse-special";

  private CommandSpec command;

  @Spec(Spec.Target.MIXEE)
  void addTo(CommandSpec mixee) {
    command = mixee;
    Arrays.stream(SourceOption.values())
        .filter(SourceOption::isFlag)
        .forEach(option -> mixee.addOption(flag(option)));
    mixee.addOption(
        OptionSpec.builder(PARSE_SPECIAL)
            .description(ParseSpecialOption.HELP)
            .type(boolean.class)
            .build());
  }

  private static OptionSpec flag(SourceOption option) {
    OptionSpec.Builder flag =
        OptionSpec.builder("--" + option.key()).description(option.help().replace("%", "%%"));
    return option == SourceOption.STRICT
        ? flag.type(boolean.class).build()
        : flag.type(String.class)
            .arity("1")
            .paramLabel(option.key().toUpperCase(Locale.ROOT))
            .build();
  }

  /**
   * Sources as they are typed, with what is said of all of them.
   *
   * @param meant the path that a user means by a word
   * @throws UsageException when something is said that has an effect on none
   */
  public List<SourceSpec> specs(List<String> texts, UnaryOperator<String> meant) {
    List<SourceSpec> specs = SourceSpec.parseAll(texts, meant);
    Map<SourceOption, String> given = given();
    for (SourceOption option : given.keySet()) {
      if (specs.stream().noneMatch(spec -> spec.suits(option))) {
        throw new UsageException(
            "--%s has no effect %s"
                .formatted(
                    option.key(), specs.isEmpty() ? "without a source" : "on these sources"));
      }
    }
    if (parseSpecial()) {
      given.put(SourceOption.SPECIAL, "yes");
    }
    return SourceSpec.byLanguage(specs.stream().map(spec -> spec.withDefaults(given)).toList());
  }

  /** Whether names of special tokens are to be taken for these. */
  public boolean parseSpecial() {
    return Boolean.TRUE.equals(command.findOption(PARSE_SPECIAL).getValue());
  }

  private Map<SourceOption, String> given() {
    Map<SourceOption, String> given = new EnumMap<>(SourceOption.class);
    for (SourceOption option : SourceOption.values()) {
      Object value = option.isFlag() ? command.findOption("--" + option.key()).getValue() : null;
      if (value instanceof Boolean on) {
        if (on) {
          given.put(option, "yes");
        }
      } else if (value != null) {
        given.put(option, value.toString());
      }
    }
    return given;
  }
}
