package dev.quantloop.app.setting;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Settings that the program knows under a name.
 *
 * @param about in a few words
 * @param texts by {@link Setting#id}
 */
public record SettingPreset(String name, String about, Map<String, String> texts) {
  public static final List<SettingPreset> ALL =
      List.of(
          builtIn(
              "usual",
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
              Map.of(Setting.QUANTS, "IQ3_XXS,IQ2_M,IQ2_XXS")),
          builtIn(
              "wiki",
              "llama-perplexity's chunks, all of texts with ;use=evaluation",
              Map.of(
                  Setting.QUANTS, "Q4_K_M,Q2_K",
                  Setting.CONTEXT, "512",
                  Setting.SPLIT, Setting.SEQUENTIAL,
                  Setting.ORDER, Setting.FILE_ORDER,
                  Setting.WHOLE_EVALUATION, "on")));

  public SettingPreset {
    texts = Map.copyOf(texts);
  }

  private static SettingPreset builtIn(
      String name, String about, Map<Setting<?>, String> settings) {
    Map<String, String> texts = new TreeMap<>();
    settings.forEach((setting, text) -> texts.put(setting.id(), text));
    return new SettingPreset(name, about, texts);
  }

  public static Optional<SettingPreset> find(String name) {
    return ALL.stream().filter(preset -> preset.name.equals(name)).findFirst();
  }

  /** "usual, quick look, ..." */
  public static String names() {
    return ALL.stream().map(SettingPreset::name).collect(Collectors.joining(", "));
  }

  /**
   * Whether one of them says something of a setting, so that the others leave it to the default.
   */
  public static boolean decide(Setting<?> setting) {
    return ALL.stream().anyMatch(preset -> preset.texts.containsKey(setting.id()));
  }

  /** Tokens in a chunk. */
  public int contextSize() {
    return under(SettingValues.NONE).get(Setting.CONTEXT);
  }

  /** With what it says of settings that have not been given. */
  public SettingValues under(SettingValues given) {
    Map<String, String> all = new TreeMap<>(texts);
    all.putAll(given.texts());
    return SettingValues.parse(all);
  }
}
