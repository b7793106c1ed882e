package dev.quantloop.app.tui.screen.runs;

import dev.quantloop.app.machine.UsageSample;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.screen.RunText;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.table.Table;
import dev.quantloop.app.tui.table.TableScreen;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.view.RunSummary;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The state of the list of runs.
 *
 * @param read whether the first answer has come
 * @param usage of the workers on this machine
 * @param problem why there is no list, or empty
 * @param covered whether another screen lies on this one
 * @param sampling whether a sample of the processes is being taken, or will be in a moment
 */
public record RunsState(
    ScreenServices services,
    Table<RunRow> table,
    boolean read,
    UsageSample usage,
    Optional<String> problem,
    boolean covered,
    boolean sampling)
    implements TableScreen<RunRow> {
  /** The list's name in the preferences. */
  static final String TABLE = "runs";

  /** Before anything is known. */
  public static RunsState of(ScreenServices services) {
    Table<RunRow> table = Table.of(RunColumns.of(false), row -> row.run().id());
    return new RunsState(
        services,
        table.choosing(services.columns(TABLE)),
        false,
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
  public List<Action> actions() {
    return Screen.actions(RunsUpdate.KEYS, this);
  }

  @Override
  public Transition hear(Message message) {
    return RunsUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    RunsView.draw(this, canvas, context);
  }

  @Override
  public RunsState with(Table<RunRow> rows) {
    return new RunsState(services, rows, read, usage, problem, covered, sampling);
  }

  RunsState read(List<RunSummary> now) {
    boolean active = now.stream().anyMatch(one -> one.run().state().active());
    return new RunsState(
        services,
        table.withColumns(RunColumns.of(active)).with(rows(now.stream(), usage)),
        true,
        usage,
        Optional.empty(),
        covered,
        sampling);
  }

  RunsState used(UsageSample sample) {
    List<RunRow> rows = rows(table.all().stream().map(RunRow::summary), sample);
    return new RunsState(services, table.with(rows), read, sample, problem, covered, false);
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

  private List<RunRow> rows(Stream<RunSummary> runs, UsageSample sample) {
    return runs.map(one -> new RunRow(one, pid(one.run()).flatMap(sample::of))).toList();
  }

  private Optional<Long> pid(Run run) {
    return RunText.pid(run, services.processes());
  }

  /** The processes of the runs that are at work on this machine. */
  Set<Long> pids() {
    return table.all().stream()
        .flatMap(row -> pid(row.run()).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  boolean anyActive() {
    return table.all().stream().anyMatch(RunRow::active);
  }

  /** Whether the experiment of a run has one that is at work. */
  boolean isActive(RunRow other) {
    ExperimentId experiment = other.run().experiment();
    return table.all().stream()
        .anyMatch(row -> row.active() && row.run().experiment().equals(experiment));
  }

  RunsState failed(String reason) {
    return new RunsState(services, table, read, usage, Optional.of(reason), covered, sampling);
  }

  RunsState covered(boolean by) {
    return new RunsState(services, table, read, usage, problem, by, sampling);
  }

  /** Until the next sample comes. */
  RunsState awaitingSample() {
    return new RunsState(services, table, read, usage, problem, covered, true);
  }
}
