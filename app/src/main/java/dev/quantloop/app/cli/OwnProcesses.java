package dev.quantloop.app.cli;

import dev.quantloop.app.UserException;
import dev.quantloop.app.chunktext.ChunkText;
import dev.quantloop.app.cli.command.OwnProgram;
import dev.quantloop.app.cli.command.TokenCounter;
import dev.quantloop.app.cli.command.UsePlanner;
import dev.quantloop.app.cli.option.ChunkOptions;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.NativeFlags;
import dev.quantloop.app.cli.report.ChunkReport;
import dev.quantloop.app.commandline.CommandWords;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.corpus.SourceSpec;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.guide.Suggestion;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.app.machine.ChildCommand;
import dev.quantloop.app.tui.form.UserPath;
import dev.quantloop.app.tui.screen.ProgramActions;
import dev.quantloop.app.worker.StartRun;
import dev.quantloop.app.worker.WorkerProcess;
import dev.quantloop.llama.runtime.NativeSettings;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the interface has done by other processes of this program, which work on its database and
 * with its libllama. Runs outlive it, and so do suggestions that are carried out; counts of tokens
 * and plans end with it. Thread-safe.
 */
final class OwnProcesses implements ProgramActions, AutoCloseable {
  /** Commands that start a run, which this process need not wait for. */
  private static final Set<String> DETACHED = Set.of("run", "iterate");

  private final Console console;
  private final Path database;
  private final Supplier<NativeSettings> llama;
  private final TokenCounter tokens;
  private final UsePlanner plans;

  OwnProcesses(Console console, Path database, Supplier<NativeSettings> llama) {
    this.console = console;
    this.database = database;
    this.llama = llama;
    this.tokens = new TokenCounter(llama);
    this.plans = new UsePlanner(llama);
  }

  @Override
  public void run(Tracker tracker, Experiment experiment) {
    NativeSettings settings = llama.get();
    new StartRun(
            tracker,
            new WorkerProcess(console.environment(), NativeFlags.of(settings)),
            console.clock())
        .start(
            experiment,
            true,
            OptionalInt.empty(),
            RunOptions.DEFAULT.with(NativeFlags.unusual(settings)));
  }

  @Override
  public String carryOut(Suggestion suggestion) {
    List<String> arguments = new ArrayList<>(suggestion.on(databaseFlag()).arguments());
    if (DETACHED.contains(suggestion.command())) {
      arguments.add("--detach");
    }
    return lastLineOf(arguments);
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
  public Optional<List<Integer>> countTokens(Path model, List<SourceSpec> sources) {
    return tokens.count(model, sources.stream().map(SourceSpec::toString).toList());
  }

  @Override
  public Optional<List<String>> plan(ExperimentSpec spec) {
    List<String> all = new ArrayList<>(CommandWords.of(spec));
    all.remove(0);
    all.addAll(databaseFlag());
    return plans.plan(all);
  }

  @Override
  public void create(ExperimentSpec spec) {
    List<String> all = new ArrayList<>(CommandWords.of(spec));
    all.addAll(databaseFlag());
    output(all);
  }

  @Override
  public int runInTerminal(List<String> arguments) {
    Path home = console.directories().home();
    List<String> words = arguments.stream().map(word -> UserPath.expanded(word, home)).toList();
    ProcessBuilder builder = OwnProgram.process(words, llama.get()).inheritIO();
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
    return ChildCommand.output(OwnProgram.process(arguments, llama.get()));
  }

  @Override
  public void close() {
    tokens.close();
    plans.close();
  }
}
