package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.DecodeOptions;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.NativeFlags;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.cli.option.WholeNumber;
import dev.quantloop.app.cli.report.TuneReport;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.app.tune.TrialSummary;
import dev.quantloop.app.tune.Trials;
import dev.quantloop.app.tune.Tune;
import dev.quantloop.app.tune.TuneResult;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.tracker.record.NewModel;
import dev.quantloop.tracker.record.Tuning;
import dev.quantloop.tracker.record.TuningKey;
import dev.quantloop.tracker.service.Tracker;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds the fastest settings for a model. */
@Command(
    name = "tune",
    header = "Find the fastest batch sizes, threads and attention for a model.",
    description =
        "Decodes text with many settings on this machine and drops the slow ones early. Each trial"
            + " is a process of its own, so one that runs out of memory does no harm. The result is"
            + " remembered for this model, device and context, and quantloop new uses it unless"
            + " -b, -ub, -t or -fa is given. A setting given here is not varied.",
    footer = {
      "  quantloop tune -m model-f16.gguf",
      "  quantloop tune -m model-f16.gguf -c 2048 --ub-values 512,1024,2048 -fa auto",
      "  quantloop tune -m model-f16.gguf --max-trials 30"
    })
public final class TuneCommand extends ConsoleCommand {
  /** Above so much other work for each core, what is measured says little. */
  private static final double BUSY = 0.5;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      required = true,
      description = "The model, a GGUF file.")
  private Path model;

  @Option(
      names = "--b-values",
      paramLabel = "N[,N...]",
      split = ",",
      converter = BatchSize.class,
      description = "Batch sizes to try (default: whole chunks, doubled up to 8192 tokens).")
  private List<Integer> batches;

  @Option(
      names = "--ub-values",
      paramLabel = "N[,N...]",
      split = ",",
      converter = BatchSize.class,
      description =
          "Micro-batch sizes to try (default: whole chunks up to 8192 tokens, and halves of one"
              + " down to 128).")
  private List<Integer> ubatches;

  @Option(
      names = "--max-trials",
      paramLabel = "N",
      converter = WholeNumber.Count.class,
      description = "The largest number of trials (default: a third of a full grid's).")
  private Integer mostTrials;

  @Option(
      names = "--full-grid",
      description = "Try all settings equally often, to see what the search misses.")
  private boolean fullGrid;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "300",
      converter = Patience.class,
      description = "A trial that takes longer has failed (1 to 86400; default: 300).")
  private int timeout;

  @Mixin private DecodeOptions decode;
  @Mixin private NativeOptions llama;
  @Mixin private DbOption history;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Tune.Plan plan = plan();
    BaselineFile file = BaselineFile.open(model);
    try (Tracker tracker = history.open()) {
      NewModel described = describe(file);
      warnOfLoad();
      try (Trials trials = trials(file)) {
        trials.start();
        TuneResult result =
            new Tune(console.progress(), settings -> file.contextMemory(settings).bytes())
                .run(plan, trials, trials.contexts());
        TrialSummary fastest = result.fastest().orElseThrow(() -> nothingWorked(result));
        if (result.isReliable()) {
          remember(tracker, described, trials.key(), fastest, result);
        }
        TuneReport report =
            new TuneReport(file.name(), trials.key(), plan, trials.contexts(), result);
        json.print(report::document, report::print);
      }
    }
    return ExitCode.OK;
  }

  /** Seconds, up to a day. */
  static final class Patience extends WholeNumber {
    Patience() {
      super(1, 86_400);
    }
  }

  /** Tokens. */
  static final class BatchSize extends WholeNumber {
    BatchSize() {
      super(1, DecodeSettings.MOST_TOKENS);
    }
  }

  private Tune.Plan plan() {
    if (mostTrials != null && fullGrid) {
      throw new UsageException("--full-grid makes all trials there are, without --max-trials");
    }
    DecodeSettings usual = decode.settings();
    return new Tune.Plan(
        decode.grid(batches, ubatches),
        usual,
        mostTrials == null ? OptionalInt.empty() : OptionalInt.of(mostTrials),
        fullGrid);
  }

  private NewModel describe(BaselineFile file) {
    if (file.isLarge()) {
      console.say("reading the model for its SHA-256: " + file.given());
    }
    return file.describe();
  }

  private void warnOfLoad() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    if (load > BUSY * ThisMachine.physicalCores()) {
      console.warn(
          "this machine is at other work (load %.1f): what is fastest now may not be later"
              .formatted(load));
    }
  }

  private Trials trials(BaselineFile file) {
    List<String> command = new ArrayList<>(List.of("trials", "-m", file.file().toString()));
    command.addAll(List.of("-c", Integer.toString(decode.settings().contextSize())));
    command.addAll(decode.modelFlags());
    if (llama.verbose()) {
      command.add("-v");
    }
    return new Trials(
        NativeFlags.program(console, llama.settings()).longWork(command, Path.of("/dev/null")),
        Duration.ofSeconds(timeout),
        console::say,
        llama.verbose());
  }

  private static UserException nothingWorked(TuneResult result) {
    String reason =
        result.summaries().stream()
            .filter(TrialSummary::hasFailed)
            .map(TrialSummary::failure)
            .findFirst()
            .orElse("nothing was tried");
    return new UserException("no settings worked: " + reason);
  }

  private void remember(
      Tracker tracker, NewModel model, TuningKey key, TrialSummary fastest, TuneResult result) {
    DecodeSettings settings = fastest.settings();
    tracker.transaction(
        () -> {
          Tuning tuning =
              new Tuning(
                  tracker.experiments().register(model).id(),
                  key,
                  settings.batchSize(),
                  settings.ubatchSize(),
                  settings.threads(),
                  settings.flashAttention().word(),
                  fastest.tokensPerSecond(),
                  result.low(fastest),
                  result.high(fastest),
                  result.trials(),
                  ProgramVersion.CURRENT,
                  console.clock().instant());
          tracker.tunings().record(tuning);
          return null;
        });
  }
}
