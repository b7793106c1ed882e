package dev.quantloop.app.tui.screen.experiments;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Step;
import dev.quantloop.app.tui.dialog.Prompt;
import dev.quantloop.app.tui.dialog.Question;
import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.screen.experiment.ExperimentState;
import dev.quantloop.app.tui.table.TableKeys;
import dev.quantloop.tracker.ExperimentSummary;
import dev.quantloop.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** What keys and messages do to the list. */
final class ExperimentsUpdate {
  static final KeyTable<ExperimentsState, Step> KEYS = keys();

  /** The rows, as they are now. */
  record Loaded(List<ExperimentRow> rows) implements Message {}

  private ExperimentsUpdate() {}

  private static KeyTable<ExperimentsState, Step> keys() {
    TableKeys<ExperimentsState, ExperimentRow> table =
        new TableKeys<>(ExperimentsState::table, ExperimentsState::with);
    List<Binding<ExperimentsState, Step>> all = new ArrayList<>();
    all.add(onSelected("enter l right", "open", "open the experiment", "open", s -> open(s)));
    all.add(
        Binding.of(
            "/",
            "filter",
            "show only rows with a text",
            "filter",
            s -> Step.to(s.filtered(s.filter().opened()))));
    all.addAll(table.moving());
    all.addAll(table.sorting());
    all.add(onSelected("r", "rename", "rename the experiment", "rename", s -> rename(s)));
    all.add(
        onSelected("a", "archive", "archive it, or take it out again", "archive", s -> archive(s)));
    all.add(
        Binding.of(
            "A",
            "show-archived",
            "show archived experiments, too",
            "",
            s -> Step.to(s.withArchived(!s.archivedToo()), load(!s.archivedToo()))));
    all.add(onSelected("y", "copy-name", "copy the name", "", s -> copy(s)));
    all.add(onSelected("d", "delete", "delete the experiment", "delete", s -> delete(s)));
    all.add(Binding.of("q", "quit", "leave Quantloop", "quit", s -> Step.to(s, new Effect.Quit())));
    return new KeyTable<>(all);
  }

  private static Binding<ExperimentsState, Step> onSelected(
      String keys,
      String name,
      String label,
      String hint,
      Function<ExperimentsState, Step> action) {
    return Binding.of(keys, name, label, hint, action)
        .unless(
            s ->
                s.table().selected().isPresent()
                    ? Optional.empty()
                    : Optional.of("there is no experiment here"));
  }

  static Effect load(boolean archivedToo) {
    return new Effect.Ask(tracker -> new Loaded(ExperimentRow.all(tracker, archivedToo)));
  }

  static Step hear(ExperimentsState state, Message message) {
    if (message instanceof Loaded loaded) {
      return Step.to(state.loaded(loaded.rows()));
    } else if (message instanceof Message.Changed) {
      return Step.to(state, load(state.archivedToo()));
    } else if (message instanceof Message.Failed failed) {
      return Step.to(state.loaded() ? state : state.failed(failed.reason()));
    }
    return Step.to(state);
  }

  private static ExperimentSummary selected(ExperimentsState state) {
    return state.table().selected().orElseThrow().summary();
  }

  private static Step open(ExperimentsState state) {
    ExperimentSummary chosen = selected(state);
    return Step.to(
        state, new Effect.Open(ExperimentState.of(chosen.id(), chosen.name(), state.work())));
  }

  private static Step copy(ExperimentsState state) {
    return Step.to(state, new Effect.Copy(selected(state).name(), "the name"));
  }

  private static Step archive(ExperimentsState state) {
    ExperimentSummary chosen = selected(state);
    return change(state, t -> t.experiments().archive(chosen.id(), !chosen.archived()));
  }

  private static Step rename(ExperimentsState state) {
    ExperimentSummary chosen = selected(state);
    return Step.to(
        state,
        new Effect.Show(
            new Prompt(
                "Rename " + chosen.name(),
                "New name (letters, digits, . _ -)",
                TextField.of(chosen.name()),
                text ->
                    text.strip().matches("[A-Za-z0-9][A-Za-z0-9._-]*")
                        ? Optional.empty()
                        : Optional.of("letters, digits, . _ - only"),
                text -> changing(state, t -> t.experiments().rename(chosen.id(), text)))));
  }

  private static Step delete(ExperimentsState state) {
    ExperimentSummary chosen = selected(state);
    return Step.to(
        state,
        new Effect.Show(
            new Question(
                "Delete " + chosen.name() + "?",
                List.of(
                    "It leaves the list; its figures stay in the database",
                    "until they are purged:  quantloop rm --purge " + chosen.name()),
                changing(state, t -> t.experiments().remove(chosen.id())))));
  }

  private static Step change(ExperimentsState state, Consumer<Tracker> change) {
    return Step.to(state, changing(state, change));
  }

  private static Effect changing(ExperimentsState state, Consumer<Tracker> change) {
    return new Effect.Ask(
        tracker -> {
          change.accept(tracker);
          return new Loaded(ExperimentRow.all(tracker, state.archivedToo()));
        });
  }
}
