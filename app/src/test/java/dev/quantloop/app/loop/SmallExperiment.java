package dev.quantloop.app.loop;

import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.corpus.ReadingListener;
import dev.quantloop.app.corpus.TokenCache;
import dev.quantloop.app.create.CreateExperiment;
import dev.quantloop.app.demo.DemoModel;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.memory.DeviceRoom;
import dev.quantloop.app.memory.MemoryBudget;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.Document;
import dev.quantloop.llama.install.Backend;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.runtime.NativeRuntime;
import dev.quantloop.llama.runtime.NativeSettings;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.NewRun;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * An experiment on the demo model that takes seconds: two sources of 3 evaluation chunks and 6 pool
 * chunks of 64 tokens, decoded two at a time, so that groups end in the middle of a set.
 */
public final class SmallExperiment {
  public static final int CONTEXT_SIZE = 64;
  public static final int EVALUATION_CHUNKS = 3;
  public static final int SETS = 2;

  private SmallExperiment() {}

  public static NativeSettings nativeSettings() {
    Path cache = CliFixture.sharedCache().resolve("quantloop");
    Path library = CliFixture.LIBRARY == null ? null : Path.of(CliFixture.LIBRARY);
    return new NativeSettings(
        cache, library, Backend.CPU, CliFixture.CPU_VARIANT, DemoModel.unpack(cache));
  }

  public static LlamaLibrary library() {
    return NativeRuntime.open(nativeSettings(), line -> {});
  }

  /** Corpora of 2, 4, 8 and 12 chunks; 12 is the pool. */
  public static ExperimentDraft draft(String name, QuantType... types) {
    return draft(name, 0.0, types);
  }

  public static ExperimentDraft draft(String name, double threshold, QuantType... types) {
    return draft(name, nativeSettings().selfTestModel(), threshold, types);
  }

  public static ExperimentDraft draft(
      String name, Path model, double threshold, QuantType... types) {
    return new ExperimentDraft(
        name,
        model,
        List.of(
            source("prose", half("prose/01-what-the-file-holds.md")),
            source("french", half("multilingual/guide.fr.md"))),
        SettingValues.NONE
            .with(Setting.QUANTS, List.of(types))
            .with(new DecodeSettings(CONTEXT_SIZE, 2 * CONTEXT_SIZE, 2 * CONTEXT_SIZE, 1))
            .with(Setting.LAYERS, 0)
            .with(Setting.CHUNKS, EVALUATION_CHUNKS)
            .with(Setting.START, 2L * CONTEXT_SIZE)
            .with(Setting.MAX, 12L * CONTEXT_SIZE)
            .with(Setting.REPLICATES, 0)
            .with(Setting.THRESHOLD, threshold));
  }

  public static Experiment create(Tracker tracker, ExperimentDraft draft) {
    return new CreateExperiment(
            tracker,
            library(),
            new TokenCache(tracker.dataDirectory()),
            ReadingListener.NONE,
            notice -> {})
        .create(draft);
  }

  public static Run run(Tracker tracker, Experiment experiment, OptionalInt iterations) {
    return run(tracker, experiment, iterations, RunOptions.DEFAULT);
  }

  public static Run run(
      Tracker tracker, Experiment experiment, OptionalInt iterations, RunOptions options) {
    return tracker
        .runs()
        .start(
            new NewRun(
                experiment.id(),
                iterations.isEmpty(),
                iterations,
                options.toJson(),
                "test",
                tracker.directory(experiment.id()).resolve("logs/test.log"),
                "test"));
  }

  /** Runs it here, on the CPU, for one iteration. */
  public static LoopRunner.RunOutcome runNow(Tracker tracker, Experiment experiment) {
    return new LoopRunner(context(tracker, experiment, new RecordedReport()))
        .run(run(tracker, experiment, OptionalInt.of(1)));
  }

  /** Runs it here, on the CPU, to the end. */
  static LoopRunner.RunOutcome run(
      Tracker tracker, Experiment experiment, OptionalInt iterations, RecordedReport report) {
    Run run = run(tracker, experiment, iterations);
    LoopRunner.RunOutcome outcome = new LoopRunner(context(tracker, experiment, report)).run(run);
    tracker.runs().end(run.id(), outcome.state(), outcome.reason());
    return outcome;
  }

  static LoopContext context(Tracker tracker, Experiment experiment, RecordedReport report) {
    return context(tracker, experiment, report, Long.MAX_VALUE);
  }

  /** With so many bytes of memory for models. */
  static LoopContext context(
      Tracker tracker, Experiment experiment, RecordedReport report, long memory) {
    MemoryBudget budget =
        new MemoryBudget(
            () -> new DeviceRoom(List.of(), List.of(), () -> memory),
            SettingValues.of(experiment.settings()).decode(),
            ModelOptions.of(0));
    return LoopContext.of(tracker, library(), experiment, budget, report, report);
  }

  /** A text of about 1,400 tokens of the demo model, the same in every build. */
  public static String resource(String name) {
    try (InputStream bytes = DemoModel.class.getResourceAsStream(name)) {
      String text = new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
      return text.substring(0, Math.min(text.length(), 4_500));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String half(String name) {
    String text = resource(name);
    return text.substring(0, text.length() / 2);
  }

  private static SourceInput source(String name, String text) {
    return SourceInput.of(name, "built in", List.of(Document.of(name, text)));
  }
}
