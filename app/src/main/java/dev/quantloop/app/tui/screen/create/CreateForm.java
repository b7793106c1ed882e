package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.UserPath;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import dev.quantloop.app.setting.SettingPreset;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.tui.form.ButtonEntry;
import dev.quantloop.app.tui.form.ChoiceEntry;
import dev.quantloop.app.tui.form.Entry;
import dev.quantloop.app.tui.form.Form;
import dev.quantloop.app.tui.form.PathEntry;
import dev.quantloop.app.tui.form.Row;
import dev.quantloop.app.tui.form.SwitchEntry;
import dev.quantloop.app.tui.form.TextEntry;
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
    rows.add(Row.of(PRESET, "Preset", "", choice(presets, false)));
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
        new SwitchEntry(false, "plateau, threads, GPU layers, batches, tensor types", true));
  }

  private static Entry choice(List<Preset> presets, boolean own) {
    Stream<String> names = presets.stream().map(Preset::name);
    return new ChoiceEntry(Stream.concat(names, own ? Stream.of(OWN) : Stream.empty()).toList(), 0);
  }

  /**
   * With other presets to choose from, and one of them chosen.
   *
   * @param own whether there are settings that no preset has
   */
  static Form withPresets(Form form, List<Preset> presets, boolean own, String chosen) {
    return form.with(PRESET, choice(presets, own).holding(chosen));
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
    List<PathEntry> entries = sources.stream().map(text -> PathEntry.named(text, "")).toList();
    return withEntries(form, entries, isSource(form.focused()) ? 0 : -1);
  }

  /** After an edit: one empty source is at the end, and none between others is left empty. */
  static Form arranged(Form form) {
    return keeping(form, row -> row == form.focused() || !row.entry().text().isEmpty());
  }

  /** Without the focused source; the next one takes its place, and the focus. */
  static Form withoutSource(Form form) {
    return keeping(form, row -> row != form.focused());
  }

  private static Form keeping(Form form, Predicate<Row> kept) {
    List<Row> sources = form.rows().stream().filter(CreateForm::isSource).toList();
    int focus = sources.indexOf(form.focused());
    return withEntries(
        form,
        sources.stream().filter(kept).map(row -> (PathEntry) row.entry()).toList(),
        focus < 0 ? -1 : (int) sources.subList(0, focus).stream().filter(kept).count());
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
   * With other sources; an empty one is added where the last is not.
   *
   * @param focus index of the source that has the focus, or -1 where another row has it
   */
  private static Form withEntries(Form form, List<PathEntry> sources, int focus) {
    List<PathEntry> entries = new ArrayList<>(sources);
    if (entries.isEmpty() || !entries.get(entries.size() - 1).text().isEmpty()) {
      entries.add(PathEntry.named("", ""));
    }
    int first = form.indexOf(SOURCE + 1);
    List<Row> rows = new ArrayList<>(form.rows());
    rows.removeIf(CreateForm::isSource);
    for (int i = 0; i < entries.size(); i++) {
      rows.add(first + i, source(i + 1, entries.get(i), i + 1 == entries.size()));
    }
    return new Form(rows, focus >= 0 ? first + focus : rows.indexOf(form.focused()));
  }

  /** When the focus leaves a row: a source of which only a path was written gets a name. */
  static Form named(Form form) {
    Row row = form.focused();
    if (!CreateForm.isSource(row)) {
      return form.with(row.name(), row.entry().left());
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
      if (value != null || setting.group() != Setting.Group.MORE || SettingPreset.decide(setting)) {
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
