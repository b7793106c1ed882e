package dev.quantloop.app.cli;

import dev.quantloop.app.Directories;
import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.guide.Suggestion;
import dev.quantloop.app.loop.ChunkText;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.app.tui.Preferences;
import dev.quantloop.app.tui.ProgramCommand;
import dev.quantloop.app.tui.RunningCommand;
import dev.quantloop.app.tui.Services;
import dev.quantloop.app.tui.Session;
import dev.quantloop.app.tui.Work;
import dev.quantloop.app.tui.Workers;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.picture.PictureDisplay;
import dev.quantloop.app.tui.screen.experiments.ExperimentsState;
import dev.quantloop.app.tui.terminal.Display;
import dev.quantloop.app.tui.terminal.LanternaDisplay;
import dev.quantloop.app.worker.DeadRuns;
import dev.quantloop.app.worker.Signals;
import dev.quantloop.app.worker.StartRun;
import dev.quantloop.app.worker.WorkerProcess;
import dev.quantloop.llama.NativeSettings;
import dev.quantloop.tracker.ChunkScore;
import dev.quantloop.tracker.Experiment;
import dev.quantloop.tracker.RankingRow;
import dev.quantloop.tracker.Tracker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/** Runs the full-screen interface on this process's terminal, and gives the terminal back. */
final class FullScreen {
  /** Commands that start a run, which this process need not wait for. */
  private static final Set<String> DETACHED = Set.of("run", "iterate");

  private final Console console;
  private final Path database;
  private final Supplier<NativeSettings> llama;
  private final TokenCounter tokens = new TokenCounter();
  private final OwnCommands commands;

  FullScreen(Console console, Path database, Supplier<NativeSettings> llama) {
    this.console = console;
    this.database = database;
    this.llama = llama;
    this.commands = new OwnCommands(llama);
  }

  /**
   * @param ascii whether to draw with ASCII only
   * @throws UserException when the terminal is lost
   */
  @SuppressWarnings("try") // the handlers do their work by being installed
  int run(boolean ascii) {
    Services services = services();
    boolean unicode = !ascii && console.terminal().unicode();
    try (tokens;
        commands;
        Workers workers = workers();
        Display display = open()) {
      Session session = new Session(display, workers, services, console.clock(), unicode);
      try (Signals.Registration hangUp = Signals.on("HUP", session::end);
          Signals.Registration end = Signals.on("TERM", session::end);
          Signals.Registration resized = Signals.on("WINCH", session::resized)) {
        session.run(ExperimentsState.of(services));
      }
      return ExitCode.OK;
    } catch (IOException e) {
      throw new UserException("the terminal failed: " + e.getMessage(), e);
    }
  }

  /**
   * Draws what is shown after keys have been pressed, without a terminal.
   *
   * @return the last frame
   */
  Grid draw(int columns, int rows, boolean unicode, List<Key> keys) {
    Services services = services();
    PictureDisplay picture = new PictureDisplay(columns, rows, keys);
    try (tokens;
        commands;
        Workers workers = workers()) {
      new Session(picture, workers, services, console.clock(), unicode)
          .run(ExperimentsState.of(services));
    } catch (IOException e) {
      throw new UserException("can't draw the screen: " + e.getMessage(), e);
    }
    return picture.frame();
  }

  private Workers workers() {
    return new Workers(
        () -> Tracker.open(database), tracker -> new DeadRuns(tracker, console.clock()).bury());
  }

  private Services services() {
    Directories directories = console.directories();
    Path preferences = directories.config().resolve("interface.properties");
    return new Services(new Processes(), new Preferences(preferences), database, directories);
  }

  private Display open() throws IOException {
    return LanternaDisplay.open(console.colorful(), StandardCharsets.UTF_8, console.environment());
  }

  /** Runs and commands in processes of their own, which outlive this one. */
  private final class Processes implements Work {
    @Override
    public void run(Tracker tracker, Experiment experiment) {
      new StartRun(
              tracker,
              new WorkerProcess(console.environment(), NativeFlags.of(llama.get())),
              console.clock())
          .start(experiment, true, OptionalInt.empty(), RunOptions.DEFAULT);
    }

    @Override
    public String carryOut(Suggestion suggestion) {
      List<String> words = OwnProgram.with(suggestion.arguments());
      if (suggestion.readsHistory()) {
        words.addAll(List.of("--db", database.toString()));
      }
      if (DETACHED.contains(suggestion.command())) {
        words.add("--detach");
      }
      return lastLineOf(words);
    }

    @Override
    public ChunkText chunkText(String experiment, RankingRow quant, ChunkScore chunk) {
      List<String> words =
          OwnProgram.with(List.of("show", experiment + ":" + quant.iteration(), "--json"));
      words.addAll(List.of("--quant", quant.quantType(), "--chunk", ChunkOptions.name(chunk)));
      words.addAll(List.of("--db", database.toString()));
      words.addAll(NativeFlags.of(llama.get()));
      return ChunkReport.parse(ChildCommand.output(words));
    }

    @Override
    public Optional<List<Integer>> countTokens(Path model, List<String> sources) {
      return tokens.count(model, sources, NativeFlags.of(llama.get()));
    }

    @Override
    public void create(List<String> arguments) {
      List<String> words = OwnProgram.with(List.of("new"));
      words.addAll(arguments);
      words.addAll(List.of("--db", database.toString()));
      words.addAll(NativeFlags.of(llama.get()));
      lastLineOf(words);
    }

    @Override
    public List<ProgramCommand> commands() {
      return new CommandDescriptions(console).all();
    }

    @Override
    public RunningCommand start(List<String> arguments) {
      return commands.start(arguments);
    }

    private String lastLineOf(List<String> words) {
      return ChildCommand.output(words)
          .lines()
          .filter(line -> !line.isBlank())
          .reduce("done", (one, next) -> next);
    }
  }
}
