package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.tui.form.Form;
import dev.quantloop.app.tui.form.UserPath;
import java.util.ArrayList;
import java.util.List;

/** The form as the command line of {@code quantloop new}. */
final class Arguments {
  private Arguments() {}

  /** Of a form in which nothing has to be mended. */
  static List<String> of(CreateState state) {
    return of(state, state.name(), List.of(Setting.values()));
  }

  /** The same under another name, with some of the settings only. */
  static List<String> of(CreateState state, String name, List<Setting> settings) {
    Form form = state.form();
    List<String> all = new ArrayList<>(List.of(name));
    String model =
        UserPath.expanded(form.text(CreateForm.MODEL), state.services().directories().home());
    all.addAll(List.of("--model", model));
    for (String source : CreateForm.sources(form)) {
      all.addAll(List.of("--source", state.found().source(source).orElseThrow().argument()));
    }
    for (Setting setting : settings) {
      all.addAll(setting.arguments(form.text(setting.id())));
    }
    return all;
  }
}
