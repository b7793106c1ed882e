package dev.quantloop.app.tui.screen.create;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.tui.Preferences;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresetTest {
  private static final Map<String, String> SETTINGS =
      Map.of(Setting.QUANTS.id(), "Q6_K", Setting.GROWTH.id(), "3", Setting.MAX.id(), "");

  @TempDir Path directory;
  private Preferences preferences;

  @BeforeEach
  void empty() {
    preferences = new Preferences(directory.resolve("interface.properties"));
  }

  private Preset named(String name) {
    return Preset.all(preferences).stream()
        .filter(preset -> preset.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<String> names() {
    return Preset.all(preferences).stream().map(Preset::name).toList();
  }

  @Test
  void offersThoseThatAreBuiltIn() {
    assertEquals(List.of("usual", "quick look", "thorough", "low-bit", "wiki"), names());
    for (Preset preset : Preset.all(preferences)) {
      assertFalse(preset.kept());
      assertEquals(preset.values().keySet(), SettingValues.parse(preset.values()).texts().keySet());
    }
  }

  @Test
  void keepsSettingsForTheNextTime() {
    preferences.put(Preset.keeping("at night", SETTINGS));
    preferences = new Preferences(directory.resolve("interface.properties"));
    assertEquals("at night", names().get(5));
    assertEquals(
        Map.of(Setting.QUANTS.id(), "Q6_K", Setting.GROWTH.id(), "3"), named("at night").values());
    assertTrue(named("at night").kept());
  }

  @Test
  void keepsNothingOfTheSettingsThatANameHadBefore() {
    preferences.put(Preset.keeping("mine", SETTINGS));
    preferences.put(Preset.keeping("mine", Map.of(Setting.QUANTS.id(), "Q8_0")));
    assertEquals(Map.of(Setting.QUANTS.id(), "Q8_0"), named("mine").values());
  }

  @Test
  void putsTheUsersOwnInThePlaceOfABuiltInOneUntilItIsForgotten() {
    Map<String, String> builtIn = named("low-bit").values();
    preferences.put(Preset.keeping("low-bit", SETTINGS));
    assertEquals(5, names().size());
    assertEquals("Q6_K", named("low-bit").values().get(Setting.QUANTS.id()));
    preferences.put(Preset.forgetting("low-bit"));
    assertEquals(builtIn, named("low-bit").values());
  }
}
