package dev.quantloop.app.launcher;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.cli.FullScreen;
import dev.quantloop.app.cli.QuantloopCommand;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.demo.DemoModel;
import dev.quantloop.app.format.ShellWords;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.screen.inspect.InspectState;
import dev.quantloop.app.tui.terminal.LanternaDisplay;
import dev.quantloop.app.worker.StartRun;
import dev.quantloop.llama.file.ScratchDirectory;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.NewModel;
import dev.quantloop.tracker.service.Tracker;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * Does what a start does, so that the JVM that runs this can archive the classes it has loaded. The
 * launcher runs it in the background and hides its output; it touches nothing of the user's.
 */
public final class WarmUp {
  private static final String SAMPLE = "sample";

  private static final List<String> COMMANDS =
      List.of(
          "--version",
          "--help",
          "ls",
          "ls --json",
          "show " + SAMPLE,
          "log " + SAMPLE,
          "sql 'select * from ranking'",
          "draw j enter ?");

  /** Jars of which every class is wanted, whether the commands above use it or not. */
  private static final List<String> WHOLE_JARS = List.of("quantloop-", "jna-");

  private WarmUp() {}

  public static void main(String[] arguments) throws IOException {
    boolean passed = runCommands();
    LanternaDisplay.rehearse(new Grid(80, 24));
    for (String jar : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path file = Path.of(jar);
      if (WHOLE_JARS.stream().anyMatch(file.getFileName().toString()::startsWith)) {
        linkClassesOf(file);
      }
    }
    System.exit(passed ? 0 : 1);
  }

  private static boolean runCommands() throws IOException {
    try (ScratchDirectory temporary = ScratchDirectory.create("quantloop-warm-up")) {
      Path scratch = temporary.path();
      Console console = console(scratch, Map.of());
      createSample(console.directories().defaultDatabase());
      boolean passed = true;
      for (String command : COMMANDS) {
        passed &= execute(console, command);
      }
      passed &= inspect(console, scratch);
      Path cache = Console.ofProcess().directories().cache();
      if (Files.isDirectory(cache.resolve("native").resolve("proofs"))) {
        // Whether libllama can be used or not, the commands above have been archived.
        useLibrary(
            console(scratch, Map.of("XDG_CACHE_HOME", cache.getParent().toString())),
            scratch,
            DemoModel.unpack(cache));
      }
      return passed;
    }
  }

  /** A small run of each stage, each from the files of the one before, and of a worker. */
  private static void useLibrary(Console console, Path scratch, Path model) throws IOException {
    Path text = Files.writeString(scratch.resolve("text.txt"), "the mean of squares ".repeat(1200));
    Path imatrix = scratch.resolve("imatrix.gguf");
    Path quant = scratch.resolve("quant.gguf");
    execute(console, "imatrix -m %1$s -f %2$s -o %3$s --chunks 1 -c 64", model, text, imatrix);
    execute(console, "quantize --imatrix %1$s %2$s %3$s Q2_K", imatrix, model, quant);
    execute(console, "kld --base-model %1$s -m %2$s -f %3$s --chunks 2 -c 64", model, quant, text);
    execute(
        console,
        "new small -m %1$s --source text=%2$s --quants Q2_K -c 64 --eval-chunks 2 --start 64 --max 64",
        model,
        text);
    Path database = console.directories().defaultDatabase();
    execute(console, "worker --run %1$s --db %2$s", startRun(database, "small"), database);
  }

  /** Files may have blanks in their names, so they come into a command's words one by one. */
  private static boolean execute(Console console, String command, Object... files) {
    String[] words =
        ShellWords.split(command).orElseThrow().stream()
            .map(word -> word.formatted(files))
            .toArray(String[]::new);
    return QuantloopCommand.execute(console, words) == 0;
  }

  private static RunId startRun(Path database, String name) {
    try (Tracker tracker = Tracker.open(database)) {
      Experiment experiment = tracker.experiments().get(name);
      OptionalInt one = OptionalInt.of(1);
      return StartRun.record(tracker, experiment, false, one, RunOptions.DEFAULT).id();
    }
  }

  /** The process's own streams and terminal, but nothing of the user's files. */
  private static Console console(Path scratch, Map<String, String> more) {
    Console own = Console.ofProcess();
    Map<String, String> environment = new HashMap<>(more);
    environment.put("HOME", scratch.toString());
    return new Console(own.in(), own.out(), own.err(), own.terminal(), own.clock(), environment);
  }

  private static void createSample(Path database) {
    try (Tracker tracker = Tracker.open(database)) {
      Path file = Path.of(SAMPLE + ".gguf");
      ModelFile model =
          tracker
              .experiments()
              .register(new NewModel("0".repeat(64), SAMPLE, file, "llama", "F16", 1, 1, 1, 1));
      tracker.experiments().create(SAMPLE, model.id(), settings(), ProgramVersion.CURRENT);
    }
  }

  /** Prints what is in an imatrix, and draws it. */
  private static boolean inspect(Console console, Path scratch) {
    ImatrixSums sums = new ImatrixSums(1);
    for (int layer = 0; layer < 2; layer++) {
      sums.entryWithPlain("blk.%d.attn_q.weight".formatted(layer), 2, 1).counts()[0] = 1;
    }
    Path file = scratch.resolve(SAMPLE + ".gguf");
    ImatrixFile.writeGguf(file, sums);
    new FullScreen(console, console.directories().defaultDatabase(), () -> null)
        .draw(80, 24, true, List.of(), services -> InspectState.of(services, List.of(file)));
    return execute(console, "inspect %s --json", file);
  }

  private static ExperimentSettings settings() {
    return SettingValues.NONE
        .with(DecodeSettings.ofContext(DecodeSettings.USUAL_CONTEXT, 1))
        .with(Setting.START, 512L)
        .with(Setting.CHUNKS, 1)
        .with(Setting.HELD_OUT_CHUNKS, 0)
        .recorded();
  }

  private static void linkClassesOf(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      file.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .filter(name -> !name.startsWith("META-INF/"))
          .forEach(name -> link(name.substring(0, name.length() - 6).replace('/', '.')));
    }
  }

  /** Only classes that are linked are archived, and asking for the methods links. */
  private static void link(String className) {
    try {
      Class.forName(className, false, WarmUp.class.getClassLoader()).getDeclaredMethods();
    } catch (ClassNotFoundException | LinkageError e) {
      // It needs something that is not there; then no start needs it either.
    }
  }
}
