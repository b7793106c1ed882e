package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingPreset;
import dev.quantloop.app.tui.Preferences;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings under a name.
 *
 * @param about in a few words
 * @param values texts by the setting's id; what is missing of the settings that presets decide is
 *     empty, what is missing of the others is left as it is
 * @param kept whether it is the user's own, perhaps under the name of one that is built in
 */
record Preset(String name, String about, Map<String, String> values, boolean kept) {
  private static final String PREFIX = "preset.";

  private static final List<Preset> BUILT_IN =
      SettingPreset.ALL.stream()
          .map(preset -> new Preset(preset.name(), preset.about(), preset.texts(), false))
          .toList();

  Preset {
    values = Map.copyOf(values);
  }

  /** Those that are built in, with what the user has made of them, then the user's others. */
  static List<Preset> all(Preferences preferences) {
    Map<String, Preset> all = new LinkedHashMap<>();
    BUILT_IN.forEach(preset -> all.put(preset.name(), preset));
    Map<String, Map<String, String>> kept = new TreeMap<>();
    preferences
        .under(PREFIX)
        .forEach(
            (key, value) -> {
              int dot = key.lastIndexOf('.');
              if (dot > 0) {
                kept.computeIfAbsent(key.substring(0, dot), name -> new TreeMap<>())
                    .put(key.substring(dot + 1), value);
              }
            });
    kept.forEach((name, values) -> all.put(name, new Preset(name, "yours", values, true)));
    return new ArrayList<>(all.values());
  }

  /** What has to be put into the preferences to keep settings under a name. */
  static Map<String, String> keeping(String name, Map<String, String> values) {
    Map<String, String> changes = new TreeMap<>();
    for (Setting<?> setting : Setting.all()) {
      changes.put(PREFIX + name + "." + setting.id(), values.getOrDefault(setting.id(), ""));
    }
    return changes;
  }

  /** What has to be put into the preferences to forget a name. */
  static Map<String, String> forgetting(String name) {
    return keeping(name, Map.of());
  }
}
