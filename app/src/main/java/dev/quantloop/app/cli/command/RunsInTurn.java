package dev.quantloop.app.cli.command;

import dev.quantloop.app.cli.option.ConsoleSources;
import dev.quantloop.app.cli.option.DeviceOptions;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.NativeFlags;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.cli.option.NotifyOption;
import dev.quantloop.app.cli.option.ReadingLine;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.corpus.TokenCache;
import dev.quantloop.app.create.CreateExperiment;
import dev.quantloop.app.loop.LoopContext;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.app.shootout.ShootOut;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.worker.StartRun;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Provenance;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/** The flags of commands that make experiments and run them, and what they do with them. */
final class RunsInTurn {
  private final Console console;

  @Mixin private DeviceOptions devices;
  @Mixin private NativeOptions llama;
  @Mixin private NotifyOption notify;
  @Mixin private JsonOption json;

  RunsInTurn(Console console) {
    this.console = console;
  }

  JsonOption json() {
    return json;
  }

  LlamaLibrary library() {
    return llama.open();
  }

  /** Does something that needs the means to create experiments of these sources. */
  <T> T creating(Tracker tracker, List<SourceSpec> sources, Function<CreateExperiment, T> work) {
    notify.ways(); // refused before anything is done
    LlamaLibrary library = llama.open();
    try (ReadingLine line = new ReadingLine(console, sources)) {
      return work.apply(
          new CreateExperiment(
              tracker,
              library,
              new TokenCache(console.directories().cache()),
              line,
              notice -> {
                line.end();
                console.say(notice);
              }));
    }
  }

  /**
   * Of an experiment's figures.
   *
   * @param model the file of its model
   */
  Provenance provenance(Experiment experiment, Path model) {
    LlamaLibrary library = llama.open();
    int layers =
        LoopContext.budget(library, experiment.settings(), devices.split())
            .options(model)
            .gpuLayers();
    return LoopContext.provenance(experiment.settings(), library, layers);
  }

  Experiment shootOut(Tracker tracker, ShootOut.Request request) {
    return creating(
        tracker,
        request.sources(),
        creation ->
            new ShootOut(
                    tracker,
                    creation,
                    ConsoleSources.of(console),
                    experiment ->
                        provenance(experiment, tracker.experiments().model(experiment).path()),
                    console::say)
                .record(request));
  }

  /**
   * Runs an experiment to its end and prints what came of it.
   *
   * @return the exit code
   */
  int run(Tracker tracker, Experiment experiment) {
    return run(tracker, experiment, false);
  }

  /**
   * The same.
   *
   * @param stopEarly see {@link RunOptions}
   */
  int run(Tracker tracker, Experiment experiment, boolean stopEarly) {
    return new AttachedRun(console, tracker, experiment, json.wanted(), notify.ways())
        .follow(
            () -> start(tracker, experiment, OptionalInt.empty(), stopEarly),
            AttachedRun.OnInterrupt.STOP_RUN);
  }

  /**
   * Runs an experiment, or completes one iteration of it; what comes of it is not printed.
   *
   * @return the exit code; 0 when there is to be a next run
   */
  int runFirst(Tracker tracker, Experiment experiment, OptionalInt only) {
    return new AttachedRun(console, tracker, experiment, json.wanted(), notify.ways())
        .notLast()
        .follow(() -> start(tracker, experiment, only, false), AttachedRun.OnInterrupt.STOP_RUN);
  }

  private Run start(Tracker tracker, Experiment experiment, OptionalInt only, boolean stopEarly) {
    boolean keepsFiles = experiment.judges();
    RunOptions options =
        new RunOptions(
            keepsFiles, only, devices.split(), NativeFlags.unusual(llama.settings()), stopEarly);
    OptionalInt iterations = only.isPresent() ? OptionalInt.of(1) : OptionalInt.empty();
    return new StartRun(tracker, NativeFlags.program(console, llama.settings()), console.clock())
        .start(experiment, false, iterations, options);
  }
}
