package dev.quantloop.app.cli;

import dev.quantloop.app.UserException;
import dev.quantloop.app.UserPath;
import dev.quantloop.app.chunktext.ChunkText;
import dev.quantloop.app.cli.command.RequestCommand;
import dev.quantloop.app.cli.option.ChunkOptions;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.NativeFlags;
import dev.quantloop.app.cli.report.ChunkReport;
import dev.quantloop.app.commandline.CommandWords;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.create.SourceTokens;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.guide.Proposal;
import dev.quantloop.app.loop.PlanIterations;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.app.machine.ChildCommand;
import dev.quantloop.app.machine.ChildCommand.LatestCommand;
import dev.quantloop.app.machine.OwnProgram;
import dev.quantloop.app.memory.MemoryUseText;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.tui.screen.ProgramActions;
import dev.quantloop.app.worker.StartRun;
import dev.quantloop.llama.runtime.NativeSettings;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the interface has done by other processes of this program, which work on its database and
 * with its libllama. Runs outlive it, and so do suggestions that are carried out; counts of tokens
 * and plans end with it. Thread-safe.
 */
final class OwnProcesses implements ProgramActions, AutoCloseable {
  /** Where the models are, which are loaded at once, and where logits go. */
  private static final int PLAN_LINES = 3;

  private final Console console;
  private final Path database;
  private final Supplier<NativeSettings> llama;
  private final LatestCommand counts = new LatestCommand();
  private final LatestCommand plans = new LatestCommand();
  private final LatestCommand corpora = new LatestCommand();

  OwnProcesses(Console console, Path database, Supplier<NativeSettings> llama) {
    this.console = console;
    this.database = database;
    this.llama = llama;
  }

  @Override
  public void run(Tracker tracker, Experiment experiment) {
    start(tracker, experiment, OptionalInt.empty(), RunOptions.DEFAULT);
  }

  private Run start(
      Tracker tracker, Experiment experiment, OptionalInt iterations, RunOptions options) {
    NativeSettings settings = NativeFlags.over(console, llama.get(), options.library());
    return new StartRun(tracker, NativeFlags.program(console, settings), console.clock())
        .start(
            experiment,
            iterations.isEmpty(),
            iterations,
            options.with(NativeFlags.unusual(settings)));
  }

  @Override
  public String carryOut(Proposal proposal) {
    if (proposal instanceof Proposal.Loop loop) {
      return onHistory(loop.experiment(), (t, e) -> start(t, e, loop.iterations(), loop.options()));
    } else if (proposal instanceof Proposal.Iterate iterate) {
      return onHistory(iterate.experiment(), (tracker, e) -> iterate(tracker, e, iterate));
    } else if (proposal instanceof Proposal.Create create) {
      NativeSettings settings = NativeFlags.over(console, llama.get(), create.library());
      create(create.experiment(), settings);
      return "experiment " + create.experiment().name() + " has been created";
    }
    return lastLineOf(CommandWords.of(proposal, databaseFlag()));
  }

  private Run iterate(Tracker tracker, Experiment experiment, Proposal.Iterate wanted) {
    Iteration iteration =
        new PlanIterations(tracker, experiment)
            .byHand(wanted.tokens(), wanted.sources(), wanted.quantTypes());
    RunOptions options = wanted.options().only(iteration.number());
    return start(tracker, experiment, OptionalInt.of(1), options);
  }

  private String onHistory(String name, BiFunction<Tracker, Experiment, Run> start) {
    try (Tracker tracker = Tracker.open(database)) {
      Experiment experiment = tracker.experiments().get(name);
      return StartRun.started(start.apply(tracker, experiment), experiment);
    }
  }

  @Override
  public ChunkText chunkText(String experiment, RankingRow quant, ChunkScore chunk) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("show", experiment + ":" + quant.iteration(), "--json"));
    arguments.addAll(List.of("--quant", quant.quantType(), "--chunk", ChunkOptions.name(chunk)));
    arguments.addAll(databaseFlag());
    return ChunkReport.parse(output(arguments));
  }

  @Override
  public void countTokens(Path model, List<SourceSpec> sources, Consumer<SourceTokens> counted) {
    ExperimentSpec spec = new ExperimentSpec("", model, sources, SettingValues.NONE);
    counts.output(
        request(RequestCommand.Kind.COUNT, llama.get()),
        Json.line(spec.document()),
        line -> counted.accept(SourceTokens.of(Json.parse(line))));
  }

  /** The sizes of the corpora come before the models, and are known without the process. */
  @Override
  public Optional<List<String>> plan(ExperimentSpec spec) {
    return latest(plans, RequestCommand.Kind.PLAN, spec)
        .map(answer -> (List<?>) answer.get("plan"))
        .map(
            lines ->
                lines.stream()
                    .map(String.class::cast)
                    .dropWhile(line -> !line.startsWith(MemoryUseText.MODELS))
                    .limit(PLAN_LINES)
                    .toList());
  }

  @Override
  public Optional<Map<String, Object>> reportSources(ExperimentSpec spec) {
    return latest(corpora, RequestCommand.Kind.REPORT, spec);
  }

  @Override
  public Optional<Map<String, Object>> buildCorpus(
      ExperimentSpec spec, String tokens, Path output) {
    List<String> words = CommandWords.corpus(spec, tokens, output);
    words.add("--json");
    return corpora.output(program().command(words), "").map(Json::parse);
  }

  @Override
  public void endCorpus() {
    corpora.close();
  }

  @Override
  public void create(ExperimentSpec spec) {
    create(spec, llama.get());
  }

  private void create(ExperimentSpec spec, NativeSettings settings) {
    ChildCommand.output(request(RequestCommand.Kind.CREATE, settings), Json.line(spec.document()));
  }

  private Optional<Map<String, Object>> latest(
      LatestCommand command, RequestCommand.Kind kind, ExperimentSpec spec) {
    return command.output(request(kind, llama.get()), Json.line(spec.document())).map(Json::parse);
  }

  private ProcessBuilder request(RequestCommand.Kind kind, NativeSettings settings) {
    List<String> words = new ArrayList<>(List.of("request", kind.name().toLowerCase(Locale.ROOT)));
    words.addAll(databaseFlag());
    return NativeFlags.program(console, settings).command(words);
  }

  @Override
  public int runInTerminal(List<String> arguments) {
    Path home = console.directories().home();
    List<String> words = arguments.stream().map(word -> UserPath.expanded(word, home)).toList();
    ProcessBuilder builder = program().command(words).inheritIO();
    builder.environment().put(DbOption.VARIABLE, database.toAbsolutePath().toString());
    try {
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new UserException("can't start " + builder.command().get(0) + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted", e);
    }
  }

  private List<String> databaseFlag() {
    return List.of("--db", database.toString());
  }

  private String lastLineOf(List<String> arguments) {
    return output(arguments)
        .lines()
        .filter(line -> !line.isBlank())
        .reduce("done", (one, next) -> next);
  }

  private String output(List<String> arguments) {
    return ChildCommand.output(program().command(arguments), "");
  }

  private OwnProgram program() {
    return NativeFlags.program(console, llama.get());
  }

  @Override
  public void close() {
    counts.close();
    plans.close();
    corpora.close();
  }
}
