package dev.quantloop.app.commandline;

import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import java.util.ArrayList;
import java.util.List;

/** Requests as the words of a command line, without the program's name. */
public final class CommandWords {
  private CommandWords() {}

  public static List<String> of(ExperimentSpec spec) {
    List<String> words = new ArrayList<>(List.of("new", spec.name()));
    words.addAll(List.of("-m", spec.model().toString()));
    spec.sources().forEach(source -> words.addAll(List.of("--source", source.toString())));
    words.addAll(of(spec.settings()));
    return words;
  }

  /** The options that stand for settings. */
  public static List<String> of(SettingValues settings) {
    List<String> words = new ArrayList<>();
    for (Setting<?> setting : Setting.all()) {
      words.addAll(of(setting, settings));
    }
    return words;
  }

  private static <T> List<String> of(Setting<T> setting, SettingValues settings) {
    String text = settings.find(setting).map(setting::print).orElse("");
    if (text.isEmpty()) {
      return List.of();
    } else if (setting.isSwitch()) {
      return List.of(setting.flag());
    } else if (setting.isList()) {
      List<String> words = new ArrayList<>();
      for (String one : text.split(" ")) {
        words.addAll(List.of(setting.flag(), one));
      }
      return words;
    }
    return List.of(setting.flag(), text);
  }
}
