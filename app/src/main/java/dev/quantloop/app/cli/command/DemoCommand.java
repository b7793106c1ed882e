package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.SettingOptions;
import dev.quantloop.app.cli.report.ExperimentReport;
import dev.quantloop.app.cli.report.RankingReport;
import dev.quantloop.app.corpus.ReadingListener;
import dev.quantloop.app.corpus.TokenCache;
import dev.quantloop.app.create.CreateExperiment;
import dev.quantloop.app.demo.DemoExperiment;
import dev.quantloop.app.demo.DemoModel;
import dev.quantloop.app.loop.PlanIterations;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the whole loop on what is built into the program. */
@Command(
    name = "demo",
    header = "Run the whole loop on a small built-in model, in a few minutes.",
    description =
        "Refines the imatrix of a built-in model with 4.6 million parameters on built-in texts (prose,"
            + " code, fourteen languages): every step is the real one, on a small scale. An"
            + " interrupted demo is continued; a complete one is shown again.",
    footer = "  quantloop demo")
public final class DemoCommand extends ConsoleCommand {
  @Option(names = "--fresh", description = "Start a new demo experiment (demo-2, demo-3 ...).")
  private boolean fresh;

  @Mixin
  private final SettingOptions settings =
      new SettingOptions(List.of(Setting.THREADS, Setting.LAYERS));

  @Mixin private DbOption history;
  @Mixin private RunStarter starter;

  @Override
  public Integer call() {
    starter.requireEffect();
    try (Tracker tracker = history.open()) {
      String name = fresh ? DemoExperiment.freshName(tracker) : DemoExperiment.latestName(tracker);
      Optional<Experiment> existing = tracker.experiments().find(name);
      return existing.isPresent()
          ? goOn(tracker, existing.get())
          : run(tracker, create(tracker, name));
    }
  }

  private Experiment create(Tracker tracker, String name) {
    Path model = DemoModel.unpack(console.directories().cache());
    Experiment experiment =
        new CreateExperiment(
                tracker,
                starter.llama().open(),
                new TokenCache(console.directories().cache()),
                ReadingListener.NONE,
                console::say)
            .create(DemoExperiment.draft(name, model, settings.values()));
    new ExperimentReport(tracker, experiment).printSummary(console.err());
    return experiment;
  }

  private int goOn(Tracker tracker, Experiment experiment) {
    requireEffect(
        "on " + experiment.name() + ", which is there: --fresh makes another", "-t", "-ngl");
    Optional<Run> active = tracker.runs().active(experiment.id());
    if (active.isPresent()) {
      console.say(experiment.name() + " is running already");
      return new AttachedRun(
              console, tracker, experiment, starter.json().wanted(), starter.notifyWays())
          .follow(active::get, AttachedRun.OnInterrupt.LEAVE);
    }
    if (isComplete(tracker, experiment)) {
      return show(tracker, experiment);
    }
    console.say(experiment.name() + " goes on where it stopped");
    return run(tracker, experiment);
  }

  private static boolean isComplete(Tracker tracker, Experiment experiment) {
    List<Run> runs = tracker.runs().list(experiment.id());
    return !runs.isEmpty()
        && runs.get(0).state() == RunState.FINISHED
        && new PlanIterations(tracker, experiment).unfinished().isEmpty();
  }

  private int run(Tracker tracker, Experiment experiment) {
    return starter.loop(tracker, experiment, OptionalInt.empty());
  }

  private int show(Tracker tracker, Experiment experiment) {
    requireEffect(
        "on " + experiment.name() + ", which is complete",
        "--detach",
        "--keep-quants",
        "--quarantine",
        "--notify");
    RankingReport ranking = new RankingReport(tracker, experiment);
    starter.json().print(ranking::document, ranking::print);
    if (!starter.json().wanted()) {
      String fresh = DbOption.typed(console, tracker.file(), "demo", "--fresh");
      console.say(experiment.name() + " is complete. Run another from nothing:  " + fresh);
    }
    return ExitCode.OK;
  }
}
