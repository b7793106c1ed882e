package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Preferences;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.dialog.Confirmation;
import dev.quantloop.app.tui.dialog.Prompt;
import dev.quantloop.app.tui.dialog.TextField;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What keys and messages do to presets. */
final class PresetUpdate {
  private static final String RULE = "letters, digits, blanks, _ - only";

  /** Presets have changed; one of them is to be chosen. */
  record PresetsChanged(String chosen) implements Message {}

  private PresetUpdate() {}

  /** With the settings of a preset. */
  static CreateState chose(CreateState state, String preset) {
    Map<String, String> values =
        state.presets().stream()
            .filter(one -> one.name().equals(preset))
            .findFirst()
            .map(Preset::values)
            .orElse(state.own());
    return state.with(CreateForm.withValues(state.form(), values));
  }

  /** With settings that are the user's own, and may be chosen again as a preset may. */
  static CreateState own(CreateState state, Map<String, String> values) {
    return state.withPresets(state.presets(), values, CreateForm.OWN);
  }

  static Optional<Preset> chosen(CreateState state) {
    String name = state.form().text(CreateForm.PRESET);
    return state.presets().stream().filter(preset -> preset.name().equals(name)).findFirst();
  }

  static Transition keep(CreateState state) {
    String name = chosen(state).map(Preset::name).orElse("");
    Map<String, String> values = CreateForm.values(state.form());
    return Transition.to(
        state,
        new Effect.Show(
            new Prompt(
                    "Keep the settings as a preset",
                    "Name; the preset that has it now is replaced",
                    TextField.of(name),
                    PresetUpdate::problem,
                    text -> change(state, Preset.keeping(text, values), text))
                .selecting()));
  }

  private static Optional<String> problem(String name) {
    boolean valid = name.strip().matches("[\\p{L}\\p{N}][\\p{L}\\p{N} _-]{0,30}");
    return valid && !name.strip().equals(CreateForm.OWN) ? Optional.empty() : Optional.of(RULE);
  }

  static Transition forget(CreateState state) {
    String name = chosen(state).orElseThrow().name();
    return Transition.to(
        state,
        new Effect.Show(
            new Confirmation(
                "Forget the preset " + name + "?",
                List.of("The settings in the form stay as they are."),
                change(state, Preset.forgetting(name), CreateForm.OWN))));
  }

  /**
   * @param chosen the preset that is chosen then
   */
  private static Effect change(CreateState state, Map<String, String> changes, String chosen) {
    Preferences preferences = state.services().preferences();
    return new Effect.Background(
        answers -> {
          preferences.put(changes);
          answers.accept(new PresetsChanged(chosen));
        });
  }

  static CreateState changed(CreateState state, String chosen) {
    boolean own = chosen.equals(CreateForm.OWN);
    return state.withPresets(
        Preset.all(state.services().preferences()),
        own ? CreateForm.values(state.form()) : state.own(),
        chosen);
  }
}
