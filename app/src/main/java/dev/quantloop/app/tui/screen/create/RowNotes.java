package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.commandline.CommandWords;
import dev.quantloop.app.create.SourceTokens;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.ExperimentName;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.tui.form.FieldNote;
import dev.quantloop.app.tui.form.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is said under the rows: what has been found out, and what has to be mended. */
final class RowNotes {
  private final CreateState state;
  private final Row row;
  private final String text;
  private final boolean focused;
  private final List<FieldNote> notes = new ArrayList<>();

  private RowNotes(CreateState state, Row row) {
    this.state = state;
    this.row = row;
    this.text = row.entry().text();
    this.focused = state.form().focused().name().equals(row.name());
  }

  static List<FieldNote> of(CreateState state, Row row) {
    RowNotes notes = new RowNotes(state, row);
    notes.add();
    return notes.notes;
  }

  /** The rows that have to be mended before there can be an estimate. */
  static List<Row> wrong(CreateState state) {
    return state.form().rows().stream()
        .filter(row -> !row.name().equals(CreateForm.NAME) && !row.name().equals(CreateForm.CREATE))
        .filter(row -> !isMissing(row))
        .filter(row -> of(state, row).stream().anyMatch(note -> forbidsEstimate(row, note)))
        .toList();
  }

  private static boolean isMissing(Row row) {
    return !row.name().equals(Setting.QUANTS.id()) && row.entry().text().isEmpty();
  }

  /** A source is warned of where its tokens could not be counted. */
  private static boolean forbidsEstimate(Row row, FieldNote note) {
    return note.kind() == FieldNote.Kind.PROBLEM
        || note.kind() == FieldNote.Kind.WARNING && CreateForm.isSource(row);
  }

  static boolean hasProblem(CreateState state, Row row) {
    return of(state, row).stream().anyMatch(note -> note.kind() == FieldNote.Kind.PROBLEM);
  }

  private void add() {
    addOwn();
    if (state.estimate().concerns(row)) {
      notes.add(0, FieldNote.problem(state.estimate().problem()));
    }
  }

  private void addOwn() {
    if (CreateForm.isSource(row)) {
      source();
      return;
    }
    switch (row.name()) {
      case CreateForm.NAME -> name();
      case CreateForm.MODEL -> model();
      case CreateForm.PRESET -> preset();
      case CreateForm.ADVANCED -> kept();
      case CreateForm.CREATE -> create();
      default -> setting();
    }
  }

  private void name() {
    if (state.name().isEmpty()) {
      missing("give it a name");
    } else if (!ExperimentName.isValid(state.name())) {
      notes.add(FieldNote.problem(ExperimentName.RULE));
    } else if (!state.progress().busy() && state.lookups().names().contains(state.name())) {
      notes.add(FieldNote.problem("there is an experiment of this name already"));
    }
  }

  /** Told only after an attempt: nobody has to be reminded of a field not reached yet. */
  private void missing(String what) {
    if (state.progress().attempted()) {
      notes.add(FieldNote.problem(what));
    }
  }

  private void model() {
    ModelLookup found = state.lookups().model();
    if (text.isEmpty()) {
      missing("name a model; f4 takes the built-in demo");
    } else if (found.text().equals(text)) {
      if (found.file().isPresent()) {
        loadable(found);
      } else {
        notes.add(FieldNote.problem(found.problem()));
      }
    }
  }

  private void loadable(ModelLookup found) {
    notes.add(FieldNote.fact(found.facts()));
    long memory = state.lookups().machine().memory();
    found
        .objection(CreateForm.settings(state.form()), memory)
        .ifPresent(objection -> notes.add(FieldNote.problem(objection)));
  }

  private void source() {
    if (text.isEmpty()) {
      if (CreateForm.sources(state.form()).isEmpty()) {
        missing("name a text; f4 takes those of the built-in demo");
      }
      return;
    }
    state.lookups().source(text).ifPresent(this::source);
    String overlap = state.lookups().overlap().problem();
    if (!overlap.isEmpty() && CreateForm.isLastSource(state.form(), row)) {
      notes.add(FieldNote.problem(overlap));
    }
  }

  private void source(SourceLookup found) {
    // The row's hint says how a source is written; while it is, that is enough.
    boolean begun = focused && !text.contains("=");
    if (!found.problem().isEmpty() && !begun) {
      notes.add(FieldNote.problem(found.problem()));
    } else if (found.searched()) {
      notes.add(FieldNote.fact(found.facts(tokens())));
    }
    state
        .lookups()
        .count(text)
        .filter(count -> !count.problem().isEmpty() && !isSaidAbove(count))
        .ifPresent(count -> notes.add(FieldNote.warning("tokens not counted: " + count.problem())));
  }

  /** One reason for all, such as a libllama that is missing, is said once. */
  private boolean isSaidAbove(SourceTokens count) {
    return CreateForm.sources(state.form()).stream()
        .takeWhile(source -> !source.equals(text))
        .flatMap(source -> state.lookups().count(source).stream())
        .anyMatch(count::equals);
  }

  private String tokens() {
    Optional<SourceTokens> count = state.lookups().count(text);
    if (count.isEmpty()) {
      return state.lookups().model().file().isPresent() ? ", counting…" : "";
    }
    return count.get().problem().isEmpty() ? counted(count.get()) : "";
  }

  private String counted(SourceTokens count) {
    return ", %s, %s%s"
        .formatted(
            Numbers.counted(count.documents().size(), "document"),
            Numbers.tokens(count.tokens()),
            share(count));
  }

  /** Of the tokens of all sources; not told before all are counted, and of a single one. */
  private String share(SourceTokens count) {
    List<String> sources = CreateForm.sources(state.form());
    List<SourceTokens> counts =
        sources.stream()
            .flatMap(source -> state.lookups().count(source).stream())
            .filter(one -> one.problem().isEmpty())
            .toList();
    long all = counts.stream().mapToLong(SourceTokens::tokens).sum();
    return sources.size() < 2 || counts.size() < sources.size() || all == 0
        ? ""
        : " (%s)".formatted(Numbers.percent((double) count.tokens() / all, 1));
  }

  private void preset() {
    state.presets().stream()
        .filter(preset -> focused && preset.name().equals(text))
        .forEach(preset -> notes.add(FieldNote.fact(preset.about())));
  }

  /** What a duplicate has under the fold, and what new experiments might have otherwise. */
  private void kept() {
    List<Setting<?>> folded =
        Setting.all().stream().filter(s -> s.group() != Setting.Group.FIRST).toList();
    List<String> words = CommandWords.of(CreateForm.settings(state.form()).only(folded).brief());
    if (state.like().isPresent() && !words.isEmpty()) {
      notes.add(FieldNote.fact("as in the original: " + String.join(" ", words)));
    }
  }

  private void setting() {
    Setting.find(row.name()).ifPresent(this::setting);
  }

  private void setting(Setting<?> setting) {
    CreateForm.problem(state.form(), setting)
        .ifPresent(problem -> notes.add(FieldNote.problem(problem)));
    if (setting == Setting.QUANTS && text.isEmpty()) {
      notes.add(FieldNote.problem("choose at least one type"));
    } else if (setting == Setting.CONTEXT) {
      longContext();
    }
  }

  private void longContext() {
    long trained = state.lookups().model().file().map(BaselineFile::trainingContext).orElse(0L);
    if (trained > 0 && CreateForm.settings(state.form()).get(Setting.CONTEXT) > trained) {
      notes.add(
          FieldNote.warning(
              "the model was trained on up to %d tokens; figures of longer chunks mean little"
                  .formatted(trained)));
    }
  }

  private void create() {
    switch (state.progress().stage()) {
      case CHECKING -> notes.add(FieldNote.fact("looking at the files…"));
      case CREATING -> notes.add(FieldNote.fact("creating it: reading the texts and the model…"));
      case EDITING -> {
        if (!state.progress().refusal().isEmpty()) {
          notes.add(FieldNote.problem(state.progress().refusal()));
        } else if (focused) {
          notes.add(FieldNote.hint("enter creates the experiment"));
        }
      }
    }
  }
}
