package dev.quantloop.app.tui.screen.runs;

import dev.quantloop.app.machine.ProcessTable;
import dev.quantloop.app.machine.UsageSample;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Step;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.table.Table;
import dev.quantloop.app.tui.table.TableScreen;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.view.RunSummary;
import java.util.List;
import java.util.Optional;

/**
 * The state of the list of runs.
 *
 * @param processes of this machine, whose use is shown
 * @param list as last read; empty before the first answer
 * @param problem why there is no list, or empty
 * @param covered whether another screen lies on this one
 * @param sampling whether a sample of the processes is being taken, or will be in a moment
 */
public record RunsState(
    ScreenServices services,
    ProcessTable processes,
    Table<RunRow> table,
    Optional<RunList> list,
    UsageSample usage,
    Optional<String> problem,
    boolean covered,
    boolean sampling)
    implements TableScreen<RunRow> {
  /** The list's name in the preferences. */
  static final String TABLE = "runs";

  /** Before anything is known. */
  public static RunsState of(ScreenServices services) {
    return of(services, services.processes());
  }

  public static RunsState of(ScreenServices services, ProcessTable processes) {
    Table<RunRow> table = Table.of(RunColumns.of(false), row -> row.run().id());
    return new RunsState(
        services,
        processes,
        table.choosing(services.columns(TABLE)),
        Optional.empty(),
        UsageSample.NONE,
        Optional.empty(),
        false,
        false);
  }

  @Override
  public String title() {
    return "Runs";
  }

  @Override
  public List<Effect> start() {
    return List.of(RunsUpdate.load(this));
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(RunsUpdate.KEYS, this);
  }

  @Override
  public Step hear(Message message) {
    return RunsUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, Look look) {
    RunsView.draw(this, canvas, look);
  }

  @Override
  public RunsState with(Table<RunRow> rows) {
    return new RunsState(services, processes, rows, list, usage, problem, covered, sampling);
  }

  RunsState read(RunList now) {
    return new RunsState(
        services,
        processes,
        table.withColumns(RunColumns.of(now.anyActive())).with(rows(now, usage)),
        Optional.of(now),
        usage,
        Optional.empty(),
        covered,
        sampling);
  }

  RunsState used(UsageSample sample) {
    RunList known = list.orElseThrow();
    return new RunsState(
        services,
        processes,
        table.with(rows(known, sample)),
        list,
        sample,
        problem,
        covered,
        false);
  }

  /** With the cursor on the latest run of an experiment. */
  RunsState atLatest(ExperimentId experiment) {
    List<RunRow> shown = table.shown();
    int latest = table.cursor();
    for (int i = shown.size() - 1; i >= 0; i--) {
      Run run = shown.get(i).run();
      boolean newer = run.id().value() > shown.get(latest).run().id().value();
      latest = run.experiment().equals(experiment) && newer ? i : latest;
    }
    return with(table.at(latest));
  }

  private static List<RunRow> rows(RunList list, UsageSample usage) {
    return list.runs().stream().map(one -> row(list, one, usage)).toList();
  }

  private static RunRow row(RunList list, RunSummary summary, UsageSample usage) {
    return new RunRow(summary, list.pid(summary.run()).flatMap(usage::of));
  }

  RunsState failed(String reason) {
    return new RunsState(
        services, processes, table, list, usage, Optional.of(reason), covered, sampling);
  }

  RunsState covered(boolean by) {
    return new RunsState(services, processes, table, list, usage, problem, by, sampling);
  }

  /** Until the next sample comes. */
  RunsState awaitingSample() {
    return new RunsState(services, processes, table, list, usage, problem, covered, true);
  }
}
