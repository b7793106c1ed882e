package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.tui.form.ButtonEntry;
import dev.quantloop.app.tui.form.ChoiceEntry;
import dev.quantloop.app.tui.form.Entry;
import dev.quantloop.app.tui.form.FoldEntry;
import dev.quantloop.app.tui.form.Form;
import dev.quantloop.app.tui.form.PathEntry;
import dev.quantloop.app.tui.form.Row;
import dev.quantloop.app.tui.form.SwitchEntry;
import dev.quantloop.app.tui.form.TextEntry;
import dev.quantloop.app.tui.form.UserPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of the form, and what is read from them. */
final class CreateForm {
  static final String NAME = "name";
  static final String PRESET = "preset";
  static final String MODEL = "model";
  static final String SOURCE = "source-";
  static final String ADVANCED = "advanced";
  static final String RUN = "run";
  static final String CREATE = "create";

  /** Stands for settings that no preset has. */
  static final String OWN = "your own";

  private static final String SOURCE_HINT =
      "NAME=PATH,PATH: files, directories, globs; tab completes";

  private CreateForm() {}

  /** Nothing but defaults is entered. */
  static Form empty(List<Preset> presets) {
    List<Row> rows = new ArrayList<>();
    rows.add(Row.of(NAME, "Name", "of the experiment: letters, digits, . _ -", TextEntry.of("")));
    rows.add(
        Row.of(
            MODEL,
            "Model",
            "the unquantized GGUF; tab completes, f4 takes the demo's",
            PathEntry.of("path of a .gguf file")));
    rows.add(source(1, PathEntry.named("", ""), true));
    rows.add(Row.of(PRESET, "Preset", "", choice(presets, Optional.empty())));
    settings(group -> group == Setting.Group.FIRST).forEach(rows::add);
    rows.add(fold());
    settings(group -> group != Setting.Group.FIRST)
        .map(row -> row.under(ADVANCED))
        .forEach(rows::add);
    rows.add(
        Row.of(
            RUN,
            "Start the run",
            "otherwise R starts it on the experiment's screen",
            new SwitchEntry(true, "as soon as it is created")));
    rows.add(Row.of(CREATE, "", "", new ButtonEntry("Create")));
    return withValues(new Form(rows, 0), presets.get(0).values());
  }

  private static Stream<Row> settings(Predicate<Setting.Group> wanted) {
    return Setting.all().stream()
        .filter(setting -> wanted.test(setting.group()))
        .map(s -> Row.of(s.id(), s.label(), s.hint(), entry(s)));
  }

  private static Entry entry(Setting<?> setting) {
    if (setting == Setting.QUANTS) {
      return QuantTypeChoice.NONE;
    }
    return setting.isSwitch()
        ? new SwitchEntry(false, setting.standsFor())
        : TextEntry.of(setting.standsFor());
  }

  private static Row fold() {
    return Row.of(
        ADVANCED,
        "More settings",
        "enter shows them, or hides them again",
        new FoldEntry(false, "plateau, threads, GPU layers, batches, tensor types"));
  }

  private static Entry choice(List<Preset> presets, Optional<String> further) {
    List<String> names = new ArrayList<>(presets.stream().map(Preset::name).toList());
    further.ifPresent(names::add);
    return new ChoiceEntry(names, 0);
  }

  /**
   * With other presets to choose from, and one of them chosen.
   *
   * @param further stands for settings that no preset has, if there are any
   */
  static Form withPresets(
      Form form, List<Preset> presets, Optional<String> further, String chosen) {
    return form.with(PRESET, choice(presets, further).holding(chosen));
  }

  private static Row source(int number, PathEntry entry, boolean last) {
    boolean further = last && number > 1;
    String standsFor = further ? "another one, if you like" : "text=book.txt or code=src/**/*.java";
    return Row.of(
        SOURCE + number,
        further ? "+ Source" : "Source " + number,
        SOURCE_HINT,
        new PathEntry(entry.field(), standsFor, true, entry.listed(), entry.picked()));
  }

  static boolean isSource(Row row) {
    return row.name().startsWith(SOURCE);
  }

  /** The sources that have been entered, in their order. */
  static List<String> sources(Form form) {
    return form.rows().stream()
        .filter(CreateForm::isSource)
        .map(row -> row.entry().text())
        .filter(text -> !text.isEmpty())
        .toList();
  }

  /** With these sources, and room for another. */
  static Form withSources(Form form, List<String> sources) {
    List<PathEntry> entries = new ArrayList<>();
    sources.forEach(text -> entries.add(PathEntry.named(text, "")));
    entries.add(PathEntry.named("", ""));
    boolean focused = isSource(form.focused());
    return withEntries(form, entries, focused ? 0 : -1);
  }

  /** After an edit: one empty source is at the end, and none between others is left empty. */
  static Form arranged(Form form) {
    List<PathEntry> entries = new ArrayList<>();
    int focus = -1;
    for (int i = 0; i < form.rows().size(); i++) {
      Row row = form.rows().get(i);
      if (isSource(row) && (i == form.focus() || !row.entry().text().isEmpty())) {
        focus = i == form.focus() ? entries.size() : focus;
        entries.add((PathEntry) row.entry());
      }
    }
    return withEntries(form, withRoom(entries), focus);
  }

  /** Without the focused source; the next one takes its place, and the focus. */
  static Form withoutSource(Form form) {
    List<PathEntry> entries = new ArrayList<>();
    int focus = 0;
    for (int i = 0; i < form.rows().size(); i++) {
      Row row = form.rows().get(i);
      if (i == form.focus()) {
        focus = entries.size();
      } else if (isSource(row)) {
        entries.add((PathEntry) row.entry());
      }
    }
    return withEntries(form, withRoom(entries), focus);
  }

  /** With an empty entry at the end. */
  private static List<PathEntry> withRoom(List<PathEntry> entries) {
    if (entries.isEmpty() || !entries.get(entries.size() - 1).text().isEmpty()) {
      entries.add(PathEntry.named("", ""));
    }
    return entries;
  }

  /** Whether no other source follows that is not empty. */
  static boolean isLastSource(Form form, Row row) {
    return form.rows().stream()
        .filter(one -> isSource(one) && !one.entry().text().isEmpty())
        .reduce((one, next) -> next)
        .filter(last -> last.name().equals(row.name()))
        .isPresent();
  }

  /**
   * @param focus index of the source that has the focus, or -1 where another row has it
   */
  private static Form withEntries(Form form, List<PathEntry> entries, int focus) {
    List<Row> rows = new ArrayList<>();
    int focused = 0;
    for (int i = 0; i < form.rows().size(); i++) {
      Row row = form.rows().get(i);
      if (!isSource(row)) {
        focused = i == form.focus() ? rows.size() : focused;
        rows.add(row);
      } else if (row.name().equals(SOURCE + 1)) {
        focused = focus >= 0 ? rows.size() + focus : focused;
        for (int number = 1; number <= entries.size(); number++) {
          rows.add(source(number, entries.get(number - 1), number == entries.size()));
        }
      }
    }
    return new Form(rows, focused);
  }

  /** When the focus leaves a source of which only a path was written, it gets a name. */
  static Form named(Form form) {
    Row row = form.focused();
    if (!CreateForm.isSource(row)) {
      return form;
    }
    Set<String> taken =
        CreateForm.sources(form).stream()
            .map(text -> text.replaceFirst("[:=].*", ""))
            .collect(Collectors.toSet());
    return NameSuggestions.named(row.entry().text(), taken)
        .map(text -> form.holding(row.name(), text))
        .orElse(form);
  }

  /** With a name that an empty one stands for. */
  static Form suggesting(Form form, String name) {
    TextEntry entry = (TextEntry) form.find(NAME).orElseThrow().entry();
    return form.with(NAME, entry.standingFor(name));
  }

  /** All settings as texts, by id. */
  static Map<String, String> values(Form form) {
    Map<String, String> values = new TreeMap<>();
    Setting.all().forEach(setting -> values.put(setting.id(), form.text(setting.id())));
    return values;
  }

  /** With the settings of a preset, or all settings that were kept. */
  static Form withValues(Form form, Map<String, String> values) {
    Form changed = form;
    for (Setting<?> setting : Setting.all()) {
      String value = values.get(setting.id());
      if (value != null || setting.group() != Setting.Group.MORE) {
        changed = changed.holding(setting.id(), value == null ? "" : value);
      }
    }
    return changed;
  }

  /** What is wrong with the text of a setting. */
  static Optional<String> problem(Form form, Setting<?> setting) {
    try {
      String text = form.text(setting.id());
      if (!text.isEmpty()) {
        setting.parse(text);
      }
      return Optional.empty();
    } catch (SettingException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The settings that are entered; a text that is none counts as empty, for its row says so. */
  static SettingValues settings(Form form) {
    Map<String, String> right = values(form);
    Setting.all().stream()
        .filter(setting -> problem(form, setting).isPresent())
        .forEach(setting -> right.remove(setting.id()));
    return SettingValues.parse(right);
  }

  /**
   * Filled in as an experiment that is asked for.
   *
   * @param home whose paths are written with a tilde
   */
  static Form filledIn(Form form, ExperimentSpec spec, Path home) {
    Map<String, String> values = new TreeMap<>();
    Setting.all().forEach(setting -> values.put(setting.id(), ""));
    values.putAll(spec.settings().texts());
    Form named =
        form.holding(NAME, spec.name())
            .holding(MODEL, UserPath.shortened(spec.model().toString(), home));
    List<String> sources =
        spec.sources().stream()
            .map(one -> one.withPaths(path -> UserPath.shortened(path, home)).toString())
            .toList();
    return withValues(withSources(named, sources), values);
  }
}
