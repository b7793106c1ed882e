package dev.quantloop.app.tui.screen.experiments;

import dev.quantloop.app.experiment.ExperimentName;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.dialog.Confirmation;
import dev.quantloop.app.tui.dialog.Prompt;
import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.screen.GlobalKeys;
import dev.quantloop.app.tui.screen.create.CreateState;
import dev.quantloop.app.tui.screen.experiment.ExperimentState;
import dev.quantloop.app.tui.table.ColumnsDialog;
import dev.quantloop.app.tui.table.TableKeys;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** What keys and messages do to the list. */
final class ExperimentsUpdate {
  static final KeyTable<ExperimentsState, Transition> KEYS = keys();

  /** What follows from an answer, in the state that there is by then. */
  record Then(Function<ExperimentsState, Transition> transition) implements Message {}

  private ExperimentsUpdate() {}

  private static KeyTable<ExperimentsState, Transition> keys() {
    TableKeys<ExperimentsState, ExperimentRow> table =
        new TableKeys<>(ExperimentsState::table, ExperimentsState::with);
    return new KeyTable<>(
        List.of(
            table.onSelected(
                "enter l right", "open", "open the experiment", "open", (s, r) -> open(s, r)),
            Binding.of(
                "n",
                "new",
                "make a new experiment",
                "new",
                s -> Transition.to(s, new Effect.Open(CreateState.of(s.services())))),
            table.onSelected(
                "D",
                "duplicate",
                "duplicate it as a new experiment",
                "duplicate",
                (s, r) ->
                    Transition.to(
                        s, new Effect.Open(CreateState.like(s.services(), r.summary().id())))),
            table.filtering()),
        table.moving(),
        table.sorting(),
        List.of(
            table.onSelected(
                "r", "rename", "rename the experiment", "rename", (s, r) -> rename(s, r)),
            table.onSelected(
                "a",
                "archive",
                "archive it, or take it out again",
                "archive",
                (s, r) -> archive(s, r)),
            Binding.of(
                "A",
                "show-archived",
                "show archived experiments, too",
                s -> showArchived(s, !s.archivedToo())),
            Binding.of(
                "I",
                "import",
                "import results of other programs",
                s -> Transition.to(s, new Effect.Show(ImportDialog.empty()))),
            table.onSelected("y", "copy-name", "copy the name", (s, r) -> copy(s, r)),
            table.onSelected(
                "d", "delete", "delete the experiment", "delete", (s, r) -> delete(s, r)),
            Binding.<ExperimentsState, Transition>of(
                    "u", "undo", "take the last deletion back", "undo", s -> restore(s))
                .unless(s -> s.deleted().isEmpty(), "nothing has been deleted")),
        GlobalKeys.keys(),
        List.of(
            Binding.of(
                "q", "quit", "leave Quantloop", "quit", s -> Transition.to(s, new Effect.Quit()))));
  }

  static Effect load(ExperimentsState state) {
    return changing(state, tracker -> {});
  }

  static Transition hear(ExperimentsState state, Message message) {
    if (message instanceof Then then) {
      return then.transition().apply(state);
    } else if (message instanceof ColumnsDialog.Chosen chosen) {
      return Transition.to(
          state.with(state.table().choosing(chosen.choice())),
          state.services().keep(ExperimentsState.TABLE, chosen.choice()));
    } else if (message instanceof Message.Changed) {
      return Transition.to(state, load(state));
    } else if (message instanceof Message.Failed failed) {
      return Transition.to(state.loaded() ? state : state.failed(failed.reason()));
    }
    return Transition.to(state);
  }

  private static Transition showArchived(ExperimentsState state, boolean too) {
    ExperimentsState next = state.withArchived(too);
    return Transition.to(next, load(next));
  }

  private static Transition open(ExperimentsState state, ExperimentRow row) {
    return Transition.to(
        state,
        new Effect.Open(ExperimentState.of(row.summary().id(), row.name(), state.services())));
  }

  private static Transition copy(ExperimentsState state, ExperimentRow row) {
    return Transition.to(state, new Effect.Copy(row.name(), "the name"));
  }

  private static Transition archive(ExperimentsState state, ExperimentRow row) {
    boolean archived = row.summary().archived();
    return Transition.to(
        state, changing(state, t -> t.experiments().archive(row.summary().id(), !archived)));
  }

  private static Transition rename(ExperimentsState state, ExperimentRow row) {
    return Transition.to(
        state,
        new Effect.Show(
            new Prompt(
                "Rename " + row.name(),
                "New name (letters, digits, . _ -)",
                TextField.of(row.name()),
                text ->
                    ExperimentName.isValid(text.strip())
                        ? Optional.empty()
                        : Optional.of(ExperimentName.RULE),
                text -> changing(state, t -> t.experiments().rename(row.summary().id(), text)))));
  }

  private static Transition delete(ExperimentsState state, ExperimentRow row) {
    if (row.summary().runState().filter(RunState::active).isPresent()) {
      String how = "%s is running: enter opens it, X there stops the run";
      return Transition.to(state, new Effect.Say(how.formatted(row.name())));
    }
    return Transition.to(
        state,
        new Effect.Show(
            new Confirmation(
                "Delete " + row.name() + "?",
                List.of(
                    "It leaves the list; its figures stay in the database",
                    "until they are purged:  quantloop rm --purge " + row.name()),
                new Effect.Ask(
                    tracker -> {
                      tracker.experiments().remove(row.summary().id());
                      return new Then(s -> deleted(s, row));
                    }))));
  }

  private static Transition deleted(ExperimentsState state, ExperimentRow row) {
    return Transition.to(
        state.deleting(row.summary().id()),
        load(state),
        new Effect.Say("deleted " + row.name() + "; u takes it back"));
  }

  private static Transition restore(ExperimentsState state) {
    ExperimentId last = state.deleted().get(state.deleted().size() - 1);
    return Transition.to(
        state,
        new Effect.Ask(
            tracker -> {
              tracker.experiments().restore(last);
              return new Then(s -> Transition.to(s.restored(), load(s)));
            }));
  }

  /** Changes something, then reads the list again. */
  private static Effect changing(ExperimentsState state, Consumer<Tracker> change) {
    return new Effect.Ask(
        tracker -> {
          change.accept(tracker);
          ExperimentList list = state.list().next(tracker, state.archivedToo());
          return new Then(s -> Transition.to(s.loaded(list)));
        });
  }
}
