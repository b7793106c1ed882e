package dev.quantloop.app.tui.screen.runs;

import dev.quantloop.app.machine.ProcessTable;
import dev.quantloop.app.machine.UsageSample;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.dialog.Confirmation;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.screen.ProgramActions;
import dev.quantloop.app.tui.screen.experiment.ExperimentState;
import dev.quantloop.app.tui.table.ColumnsDialog;
import dev.quantloop.app.tui.table.TableKeys;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RunSummary;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** What keys and messages do to the list of runs. */
final class RunsUpdate {
  static final KeyTable<RunsState, Transition> KEYS = keys();

  private static final Duration SAMPLE_PERIOD = Duration.ofSeconds(1);

  /** What follows from an answer, in the state that there is by then. */
  record Then(Function<RunsState, Transition> transition) implements Message {}

  private RunsUpdate() {}

  private static KeyTable<RunsState, Transition> keys() {
    TableKeys<RunsState, RunRow> table = new TableKeys<>(RunsState::table, RunsState::with);
    return new KeyTable<>(
        List.of(
            table.onSelected(
                "enter l right", "log", "read its events and its log", "log", (s, r) -> log(s, r)),
            unlessOnSelected(
                table.onSelected(
                    "R", "run", "run its experiment, or go on with it", "run", (s, r) -> run(s, r)),
                RunsState::isActive,
                "it is running already"),
            unlessOnSelected(
                table.onSelected(
                    "X",
                    "stop",
                    "stop the run at the end of its chunk",
                    "stop",
                    (s, r) -> stop(s, r)),
                (s, r) -> !r.active(),
                "it has ended"),
            table.onSelected(
                "o", "open", "open its experiment", "experiment", (s, r) -> open(s, r)),
            table.filtering()),
        table.moving(),
        table.sorting(),
        List.of(
            table.onSelected(
                "y", "copy-path", "copy the path of its log file", (s, r) -> copyPath(s, r)),
            Screen.back("q escape left h", "go back")));
  }

  private interface Refusal {
    boolean applies(RunsState state, RunRow row);
  }

  private static Binding<RunsState, Transition> unlessOnSelected(
      Binding<RunsState, Transition> binding, Refusal refusal, String reason) {
    return binding.unless(
        state ->
            state
                .table()
                .selected()
                .map(
                    row ->
                        refusal.applies(state, row)
                            ? Optional.of(reason)
                            : Optional.<String>empty())
                .orElse(Optional.of("no run is selected")));
  }

  static Effect load(RunsState state) {
    return after(state, tracker -> {});
  }

  /** Does something to the database, then reads the list again. */
  private static Effect after(RunsState state, Consumer<Tracker> work) {
    return new Effect.Ask(
        tracker -> {
          work.accept(tracker);
          List<RunSummary> runs = tracker.runs().list();
          return new Then(s -> watch(s.read(runs)));
        });
  }

  static Transition hear(RunsState state, Message message) {
    if (message instanceof Then then) {
      return then.transition().apply(state);
    } else if (message instanceof Message.Changed) {
      return Transition.to(state.covered(false), load(state));
    } else if (message instanceof ColumnsDialog.Chosen chosen) {
      return Transition.to(
          state.with(state.table().choosing(chosen.choice())),
          state.services().keep(RunsState.TABLE, chosen.choice()));
    } else if (message instanceof Message.Failed failed) {
      return Transition.to(state.read() ? state : state.failed(failed.reason()));
    }
    return Transition.to(state);
  }

  /** Begins to look at processes where there are any and nobody does yet. */
  private static Transition watch(RunsState state) {
    return state.sampling() || state.covered()
        ? Transition.to(state)
        : sample(state.awaitingSample());
  }

  private static Transition sample(RunsState state) {
    if (!state.anyActive() || state.covered()) {
      return Transition.to(state.used(UsageSample.NONE));
    }
    Set<Long> pids = state.pids();
    ProcessTable processes = state.services().processes();
    UsageSample before = state.usage();
    return Transition.to(
        state,
        new Effect.Background(
            answers -> {
              UsageSample sample = UsageSample.take(processes, pids, before);
              answers.accept(new Then(s -> sampled(s, sample)));
            }));
  }

  private static Transition sampled(RunsState state, UsageSample sample) {
    RunsState next = state.used(sample);
    return next.covered()
        ? Transition.to(next)
        : Transition.to(
            next.awaitingSample(), new Effect.Later(SAMPLE_PERIOD, new Then(RunsUpdate::sample)));
  }

  private static Transition log(RunsState state, RunRow row) {
    return Transition.to(
        state.covered(true), new Effect.Open(RunLogState.of(row.summary(), state.services())));
  }

  private static Transition open(RunsState state, RunRow row) {
    return Transition.to(
        state.covered(true),
        new Effect.Open(
            ExperimentState.of(row.run().experiment(), row.experiment(), state.services())));
  }

  private static Transition run(RunsState state, RunRow row) {
    ProgramActions work = state.services().work();
    ExperimentId experiment = row.run().experiment();
    return Transition.to(
        state,
        new Effect.Say("starting a worker"),
        new Effect.Ask(
            tracker -> {
              work.run(tracker, tracker.experiments().get(experiment));
              List<RunSummary> runs = tracker.runs().list();
              return new Then(s -> watch(s.read(runs).atLatest(experiment)));
            }));
  }

  private static Transition stop(RunsState state, RunRow row) {
    return Transition.to(state, stopQuestion(row.summary(), after(state, stopping(row.summary()))));
  }

  static Consumer<Tracker> stopping(RunSummary summary) {
    return tracker -> tracker.runs().requestStop(summary.run().id());
  }

  static Effect stopQuestion(RunSummary summary, Effect onYes) {
    return new Effect.Show(
        new Confirmation(
            "Stop run " + summary.run().id() + " of " + summary.experiment() + "?",
            List.of("It stops at the end of its chunk; R goes on from there."),
            onYes));
  }

  private static Transition copyPath(RunsState state, RunRow row) {
    return Transition.to(
        state, new Effect.Copy(row.run().logFile().toString(), "the path of the log"));
  }
}
