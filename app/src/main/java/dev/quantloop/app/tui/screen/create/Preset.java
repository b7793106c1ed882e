package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.setting.Setting;
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
  /** The program's defaults. */
  static final String USUAL = "usual";

  private static final String PREFIX = "preset.";

  private static final List<Preset> BUILT_IN =
      List.of(
          builtIn(
              USUAL,
              "two types, corpora doubled until more text no longer helps",
              Map.of(Setting.QUANTS, "Q4_K_M,Q2_K")),
          builtIn(
              "quick look",
              "one type, 10 chunks, corpora times 4, ends at a small step",
              Map.of(
                  Setting.QUANTS, "Q4_K_M",
                  Setting.GROWTH, "4",
                  Setting.CHUNKS, "10",
                  Setting.STEPS, "1",
                  Setting.THRESHOLD, "2%")),
          builtIn(
              "thorough",
              "three types, 80 chunks, corpora times 1.5, till 3 tiny steps",
              Map.of(
                  Setting.QUANTS, "Q4_K_M,IQ4_XS,Q3_K_M",
                  Setting.GROWTH, "1.5",
                  Setting.CHUNKS, "80",
                  Setting.STEPS, "3",
                  Setting.THRESHOLD, "0.5%")),
          builtIn(
              "low-bit",
              "types of 2 and 3 bits, where the imatrix decides most",
              Map.of(Setting.QUANTS, "IQ3_XXS,IQ2_M,IQ2_XXS")));

  Preset {
    values = Map.copyOf(values);
  }

  private static Preset builtIn(String name, String about, Map<Setting<?>, String> settings) {
    Map<String, String> values = new TreeMap<>();
    settings.forEach((setting, text) -> values.put(setting.id(), text));
    return new Preset(name, about, values, false);
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
