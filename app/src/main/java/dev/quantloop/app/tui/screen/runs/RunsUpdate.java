package dev.quantloop.app.tui.screen.runs;

import dev.quantloop.app.machine.ProcessTable;
import dev.quantloop.app.machine.UsageSample;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Step;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What keys and messages do to the list of runs. */
final class RunsUpdate {
  static final KeyTable<RunsState, Step> KEYS = keys();

  private static final Duration SAMPLE_PERIOD = Duration.ofSeconds(1);

  /** The runs, as they are now. */
  record Loaded(RunList list) implements Message {}

  /** The runs, after one of an experiment has been started. */
  record Begun(RunList list, ExperimentId experiment) implements Message {}

  /** What their processes use. */
  record Sampled(UsageSample sample) implements Message {}

  /** It is time for the next sample. */
  record SampleDue() implements Message {}

  private RunsUpdate() {}

  private static KeyTable<RunsState, Step> keys() {
    TableKeys<RunsState, RunRow> table = new TableKeys<>(RunsState::table, RunsState::with);
    List<Binding<RunsState, Step>> all = new ArrayList<>();
    all.add(
        table.onSelected(
            "enter l right", "log", "read its events and its log", "log", (s, r) -> log(s, r)));
    all.add(
        unlessOnSelected(
            table.onSelected(
                "R", "run", "run its experiment, or go on with it", "run", (s, r) -> run(s, r)),
            (s, r) -> s.list().orElseThrow().isActive(r.summary()),
            "it is running already"));
    all.add(
        unlessOnSelected(
            table.onSelected(
                "X", "stop", "stop the run at the end of its chunk", "stop", (s, r) -> stop(s, r)),
            (s, r) -> !r.active(),
            "it has ended"));
    all.add(
        table.onSelected("o", "open", "open its experiment", "experiment", (s, r) -> open(s, r)));
    all.add(table.filtering());
    all.addAll(table.moving());
    all.addAll(table.sorting());
    all.add(
        table.onSelected(
            "y", "copy-path", "copy the path of its log file", "", (s, r) -> copyPath(s, r)));
    all.add(Screen.back("q escape left h", "go back"));
    return new KeyTable<>(all);
  }

  private interface Refusal {
    boolean applies(RunsState state, RunRow row);
  }

  private static Binding<RunsState, Step> unlessOnSelected(
      Binding<RunsState, Step> binding, Refusal refusal, String reason) {
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
          return new Loaded(read(tracker, state.processes()));
        });
  }

  private static RunList read(Tracker tracker, ProcessTable processes) {
    return new RunList(tracker.runs().list(), processes.host());
  }

  static Step hear(RunsState state, Message message) {
    if (message instanceof Loaded loaded) {
      return watch(state.read(loaded.list()));
    } else if (message instanceof Begun begun) {
      return watch(state.read(begun.list()).atLatest(begun.experiment()));
    } else if (message instanceof Sampled sampled) {
      RunsState next = state.used(sampled.sample());
      return next.covered()
          ? Step.to(next)
          : Step.to(next.awaitingSample(), new Effect.Later(SAMPLE_PERIOD, new SampleDue()));
    } else if (message instanceof SampleDue) {
      return sample(state);
    } else if (message instanceof Message.Changed) {
      return Step.to(state.covered(false), load(state));
    } else if (message instanceof ColumnsDialog.Chosen chosen) {
      return Step.to(
          state.with(state.table().choosing(chosen.choice())),
          state.services().keep(RunsState.TABLE, chosen.choice()));
    } else if (message instanceof Message.Failed failed) {
      return Step.to(state.list().isPresent() ? state : state.failed(failed.reason()));
    }
    return Step.to(state);
  }

  /** Begins to look at processes where there are any and nobody does yet. */
  private static Step watch(RunsState state) {
    return state.sampling() || state.covered() ? Step.to(state) : sample(state.awaitingSample());
  }

  private static Step sample(RunsState state) {
    RunList list = state.list().orElseThrow();
    if (!list.anyActive() || state.covered()) {
      return Step.to(state.used(UsageSample.NONE));
    }
    Set<Long> pids = list.pids();
    ProcessTable processes = state.processes();
    UsageSample before = state.usage();
    return Step.to(
        state,
        new Effect.Background(
            answers -> answers.accept(new Sampled(UsageSample.take(processes, pids, before)))));
  }

  private static Step log(RunsState state, RunRow row) {
    return Step.to(
        state.covered(true), new Effect.Open(RunLogState.of(row.summary(), state.services())));
  }

  private static Step open(RunsState state, RunRow row) {
    return Step.to(
        state.covered(true),
        new Effect.Open(
            ExperimentState.of(row.run().experiment(), row.experiment(), state.services())));
  }

  private static Step run(RunsState state, RunRow row) {
    ProgramActions work = state.services().work();
    ExperimentId experiment = row.run().experiment();
    return Step.to(
        state,
        new Effect.Say("starting a worker"),
        new Effect.Ask(
            tracker -> {
              work.run(tracker, tracker.experiments().get(experiment));
              return new Begun(read(tracker, state.processes()), experiment);
            }));
  }

  private static Step stop(RunsState state, RunRow row) {
    return Step.to(state, stopQuestion(row.summary(), after(state, stopping(row.summary()))));
  }

  static Consumer<Tracker> stopping(RunSummary summary) {
    return tracker -> tracker.runs().requestStop(summary.run().id());
  }

  static Effect stopQuestion(RunSummary summary, Effect onYes) {
    return new Effect.Show(
        Confirmation.harmless(
            "Stop run " + summary.run().id() + " of " + summary.experiment() + "?",
            List.of("It stops at the end of its chunk; R goes on from there."),
            onYes));
  }

  private static Step copyPath(RunsState state, RunRow row) {
    return Step.to(state, new Effect.Copy(row.run().logFile().toString(), "the path of the log"));
  }
}
