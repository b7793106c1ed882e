package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.DeviceOptions;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.NativeFlags;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.cli.option.NotifyOption;
import dev.quantloop.app.cli.report.ExperimentReport;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.experiment.DirectoryOwner;
import dev.quantloop.app.loop.ExperimentPlan;
import dev.quantloop.app.loop.LoopContext;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.app.memory.MemoryBudget;
import dev.quantloop.app.notify.NotifyWays;
import dev.quantloop.app.worker.StartRun;
import dev.quantloop.llama.runtime.NativeSettings;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of the commands that start a run, and what they do with it. */
final class RunStarter {
  private final Console console;

  @Option(
      names = "--detach",
      description = "Return as soon as the run has started; see it with: quantloop watch NAME")
  private boolean detach;

  @Option(
      names = "--keep-quants",
      description =
          "Keep every quantized file. Without this, only the best or the latest of its type stays,"
              + " and quants may be made in memory, of which the best gets a file in the end; figures"
              + " and imatrices always stay.")
  private boolean keepQuants;

  @Option(
      names = "--quarantine",
      description =
          "From now on, put a chunk aside on which what a model computes is not a finite number; it"
              + " then counts in no figure of any quant.")
  private boolean quarantine;

  @Mixin private DeviceOptions devices;
  @Mixin private NativeOptions llama;
  @Mixin private NotifyOption notify;
  @Mixin private JsonOption json;

  RunStarter(Console console) {
    this.console = console;
  }

  NativeOptions llama() {
    return llama;
  }

  /** Refuses options that are of no use, before anything is recorded. */
  void requireEffect() {
    if (!notify.ways().isNone() && detach) {
      throw new UsageException("--notify has no effect with --detach; give it to quantloop watch");
    }
  }

  NotifyWays notifyWays() {
    return notify.ways();
  }

  JsonOption json() {
    return json;
  }

  /** Says how the models would be used, and does nothing. */
  int plan(Tracker tracker, Experiment experiment) {
    StartRun.requireText(tracker, experiment);
    new DirectoryOwner(tracker, experiment).requireUsable();
    MemoryBudget budget = LoopContext.budget(llama.open(), experiment.settings(), devices.split());
    List<String> lines = ExperimentPlan.of(tracker, experiment, budget);
    json.print(
        () -> Map.of("experiment", experiment.name(), "plan", lines),
        out -> lines.forEach(out::println));
    return ExitCode.OK;
  }

  /** Runs until the plateau, the pool's end, or so many iterations. */
  int loop(Tracker tracker, Experiment experiment, OptionalInt iterations) {
    return follow(tracker, experiment, iterations, OptionalInt.empty());
  }

  /** Completes one iteration. */
  int only(Tracker tracker, Experiment experiment, int iteration) {
    return follow(tracker, experiment, OptionalInt.of(1), OptionalInt.of(iteration));
  }

  private int follow(
      Tracker tracker, Experiment experiment, OptionalInt iterations, OptionalInt only) {
    if (quarantine) {
      tracker.experiments().update(experiment.id(), experiment.settings().withQuarantine());
    }
    NativeSettings settings = llama.settings();
    RunOptions options =
        new RunOptions(keepQuants, only, devices.split(), NativeFlags.unusual(settings));
    StartRun starter =
        new StartRun(tracker, NativeFlags.program(console, settings), console.clock());
    Supplier<Run> start =
        () -> starter.start(experiment, iterations.isEmpty(), iterations, options);
    if (!detach) {
      return new AttachedRun(console, tracker, experiment, json.wanted(), notify.ways())
          .follow(start, AttachedRun.OnInterrupt.STOP_RUN);
    }
    Run run = start.get();
    json.print(
        () -> ExperimentReport.runDocument(run),
        out -> out.println(StartRun.started(run, experiment)));
    if (!json.wanted()) {
      console.say(
          "Watch it:  " + DbOption.typed(console, tracker.file(), "watch", experiment.name()));
    }
    return ExitCode.OK;
  }
}
