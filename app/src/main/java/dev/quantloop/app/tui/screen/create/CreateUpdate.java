package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.demo.DemoExperiment;
import dev.quantloop.app.demo.DemoFiles;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.dialog.Confirmation;
import dev.quantloop.app.tui.form.Completion;
import dev.quantloop.app.tui.form.Entry;
import dev.quantloop.app.tui.form.Form;
import dev.quantloop.app.tui.form.PathEntry;
import dev.quantloop.app.tui.form.Row;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.screen.corpus.CorpusState;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.ExperimentSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What keys and messages do to the form. */
final class CreateUpdate {
  static final KeyTable<CreateState, Transition> KEYS = keys();

  private static final int PAGE = 6;

  /** The experiments that there are. */
  record Named(Set<String> names) implements Message {}

  /**
   * What the form is to be filled in with.
   *
   * @param begins whether the form begins so, which is nothing that could be lost
   */
  record Filled(ExperimentSpec spec, boolean begins) implements Message {}

  /** How a path in a row may go on. */
  record Completed(String row, Completion completion) implements Message {}

  private CreateUpdate() {}

  private static KeyTable<CreateState, Transition> keys() {
    return new KeyTable<>(
        List.of(
            editing(
                "ctrl-s", "create", "create it from what is entered", "create", Submission::create),
            editing("tab", "complete", "complete a path, or go on", "complete", s -> complete(s)),
            editing("enter", "go-on", "go on; on the button, create", "", s -> enter(s)),
            editing("down", "down", "go to the next row", "", s -> move(s, 1)),
            editing("up back-tab", "up", "go to the row before", "", s -> move(s, -1)),
            editing("page-down", "page-down", "go some rows down", "", s -> move(s, PAGE)),
            editing("page-up", "page-up", "go some rows up", "", s -> move(s, -PAGE)),
            editing(
                "f4",
                "demo",
                "fill in the built-in demo model and its texts",
                "demo",
                s -> demo(s)),
            editing(
                "f7",
                "report",
                "see what the sources hold, or build a corpus of them",
                "report",
                s -> report(s),
                s -> s.spec().isPresent() ? "" : "there is no model, or no source"),
            editing(
                "f5",
                "keep-preset",
                "keep the settings as a preset",
                "",
                PresetUpdate::keep,
                s -> s.form().has(Setting.QUANTS.id()) ? "" : "no quant type is chosen"),
            editing(
                "f6",
                "forget-preset",
                "forget the chosen preset of yours",
                "",
                PresetUpdate::forget,
                s ->
                    PresetUpdate.chosen(s).filter(Preset::kept).isPresent()
                        ? ""
                        : "none of yours is chosen"),
            editing(
                "ctrl-x",
                "remove-source",
                "take the source out",
                "",
                s -> removeSource(s),
                s -> CreateForm.isSource(s.form().focused()) ? "" : "no source has the cursor"),
            Binding.of("escape", "leave", "leave the form", "leave", CreateUpdate::leave)));
  }

  private static Binding<CreateState, Transition> editing(
      String keys,
      String name,
      String label,
      String hint,
      Function<CreateState, Transition> action) {
    return editing(keys, name, label, hint, action, state -> "");
  }

  /**
   * A binding that is not possible while the experiment is being created.
   *
   * @param reason why it is not possible at other times, or nothing
   */
  private static Binding<CreateState, Transition> editing(
      String keys,
      String name,
      String label,
      String hint,
      Function<CreateState, Transition> action,
      Function<CreateState, String> reason) {
    return Binding.of(keys, name, label, hint, action)
        .unless(
            state ->
                Optional.of(state.progress().busy() ? "it is being created" : reason.apply(state))
                    .filter(text -> !text.isEmpty()));
  }

  static List<Effect> start(CreateState state) {
    List<Effect> effects = new ArrayList<>();
    effects.add(names());
    state
        .like()
        .ifPresent(
            id -> {
              ScreenServices services = state.services();
              Path cache = services.directories().cache();
              effects.add(new Effect.Ask(tracker -> new Filled(copy(tracker, id, cache), true)));
            });
    return effects;
  }

  /** As an experiment is, under the first free name. */
  private static ExperimentSpec copy(Tracker tracker, ExperimentId id, Path cache) {
    Experiment experiment = tracker.experiments().get(id);
    ExperimentSpec original =
        ExperimentSpec.of(
            experiment, tracker.experiments().model(experiment), tracker.experiments().sources(id));
    return DemoFiles.inPlaceOfBuiltIn(original, cache)
        .named(NameSuggestions.free(experiment.name(), names(tracker)));
  }

  private static Effect names() {
    return new Effect.Ask(tracker -> new Named(names(tracker)));
  }

  private static Set<String> names(Tracker tracker) {
    return tracker.experiments().list(true).stream()
        .map(ExperimentSummary::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  static Transition hear(CreateState state, Message message) {
    if (message instanceof Named named) {
      return settled(state.with(state.lookups().withNames(named.names())));
    } else if (message instanceof Message.Changed) {
      return Transition.to(state, names());
    } else if (message instanceof Filled filled) {
      return settled(filled(state, filled).unrefused());
    } else if (message instanceof Completed completed) {
      return completed(state, completed);
    } else if (message instanceof LookupEffects.PlanDue due) {
      return LookupEffects.plan(state, due)
          .map(effect -> Transition.to(state, effect))
          .orElseGet(() -> settled(ended(state, due.lookup(), Map.of())));
    } else if (message instanceof LookupEffects.Answered answer) {
      return Submission.resumed(settled(ended(state, answer.lookup(), answer.answers())));
    } else if (message instanceof PresetUpdate.PresetsChanged changed) {
      return settled(PresetUpdate.changed(state, changed.chosen()));
    }
    return Submission.hear(state, message).orElseGet(() -> Transition.to(state));
  }

  private static CreateState ended(CreateState state, String lookup, Map<String, Object> answers) {
    return state.with(state.lookups().ended(lookup, answers));
  }

  /** After anything has changed: what follows from it, and what has to be found out. */
  static Transition settled(CreateState state) {
    Form form =
        CreateForm.suggesting(
            CreateForm.arranged(state.form()), NameSuggestions.suggested(state.lookups()));
    CreateState next = state.with(form).with(state.lookups().overlapping(CreateForm.sources(form)));
    next = next.with(FormEstimate.of(form, next.lookups()));
    Map<String, Effect> wanted = LookupEffects.of(next);
    return new Transition(
        next.with(next.lookups().asking(wanted.keySet())), List.copyOf(wanted.values()));
  }

  static Optional<Transition> typed(CreateState state, Key key) {
    if (state.progress().busy()) {
      return key.types() ? Optional.of(Transition.to(state)) : Optional.empty();
    }
    return state.form().press(key).map(form -> settled(edited(state, form).unrefused()));
  }

  static Transition clicked(CreateState state, int row) {
    return state.progress().busy()
        ? Transition.to(state)
        : settled(state.with(CreateForm.named(state.form()).at(row)));
  }

  /** Choosing a preset changes the settings; changing a setting leaves the preset. */
  private static CreateState edited(CreateState state, Form form) {
    if (form.focused().name().equals(CreateForm.PRESET)) {
      return PresetUpdate.chose(state.with(form), form.text(CreateForm.PRESET));
    }
    Map<String, String> values = CreateForm.values(form);
    if (values.equals(CreateForm.values(state.form()))) {
      return state.with(form);
    }
    return PresetUpdate.own(state.with(form), values);
  }

  private static Transition move(CreateState state, int by) {
    return settled(state.with(CreateForm.named(state.form()).moved(by)));
  }

  private static Transition enter(CreateState state) {
    return state.form().focused().name().equals(CreateForm.CREATE)
        ? Submission.create(state)
        : move(state, 1);
  }

  private static Transition complete(CreateState state) {
    Entry entry = state.form().focused().entry();
    if (!(entry instanceof PathEntry path) || (path.named() && path.text().isEmpty())) {
      return move(state, 1);
    }
    String row = state.form().focused().name();
    String word = path.word();
    Path home = state.services().directories().home();
    Predicate<Path> wanted = path.named() ? Files::isRegularFile : CreateUpdate::isGguf;
    return Transition.to(
        state,
        new Effect.Background(
            answers -> answers.accept(new Completed(row, Completion.of(word, home, wanted)))));
  }

  private static boolean isGguf(Path file) {
    return file.getFileName().toString().endsWith(".gguf");
  }

  /** Where there is nothing to complete, Tab goes on as everywhere else in a form. */
  private static Transition completed(CreateState state, Completed completed) {
    Row row = state.form().focused();
    boolean current =
        row.name().equals(completed.row())
            && row.entry() instanceof PathEntry path
            && path.word().equals(completed.completion().word());
    if (!current) {
      return Transition.to(state);
    } else if (completed.completion().leadsNowhere()) {
      return move(state, 1);
    }
    PathEntry path = (PathEntry) row.entry();
    return settled(
        state.with(state.form().with(row.name(), path.completed(completed.completion()))));
  }

  private static Transition removeSource(CreateState state) {
    return settled(state.with(CreateForm.withoutSource(state.form())).unrefused());
  }

  private static Transition report(CreateState state) {
    return Transition.to(
        state,
        new Effect.Open(
            CorpusState.of(state.services(), state.spec().orElseThrow(), Instant.now())));
  }

  private static Transition demo(CreateState state) {
    Form form = state.form();
    boolean entered = form.has(CreateForm.MODEL) || !CreateForm.sources(form).isEmpty();
    return Transition.to(
        state,
        entered
            ? new Effect.Show(
                new Confirmation(
                    "Fill in the demo?",
                    List.of("It replaces name, model, sources and settings."),
                    fillInDemo(state)))
            : fillInDemo(state));
  }

  private static Effect fillInDemo(CreateState state) {
    String name = NameSuggestions.free(DemoExperiment.NAME, state.lookups().names());
    Path cache = state.services().directories().cache();
    return new Effect.Background(
        answers ->
            answers.accept(
                new Filled(DemoFiles.unpack(cache).spec(name, DemoExperiment.settings()), false)));
  }

  private static CreateState filled(CreateState state, Filled filled) {
    Path home = state.services().directories().home();
    Form form = CreateForm.filledIn(state.form(), filled.spec(), home);
    CreateState next = PresetUpdate.own(state.with(form), CreateForm.values(form));
    next = next.with(next.form().at(filled.begins() ? CreateForm.NAME : CreateForm.CREATE));
    return filled.begins() ? next.beginningAs(next.form()) : next;
  }

  private static Transition leave(CreateState state) {
    boolean busy = state.progress().busy();
    if (!busy && !state.touched()) {
      return Transition.to(state, new Effect.Close());
    }
    String title = busy ? "Leave while it is being created?" : "Leave without creating it?";
    String consequence =
        busy
            ? "It will be in the list, but its run will not be started."
            : "What you have entered is lost.";
    return Transition.to(
        state, new Effect.Show(new Confirmation(title, List.of(consequence), new Effect.Close())));
  }
}
