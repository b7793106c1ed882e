package dev.quantloop.app.worker;

import dev.quantloop.app.machine.NoInput;
import dev.quantloop.app.machine.OwnJava;
import dev.quantloop.tracker.id.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts this program again, as the worker of a run: same Java, same class path and properties,
 * nothing on its standard input, its output in the run's log.
 *
 * @param environment of the new process
 * @param nativeFlags which libllama it uses, as flags of the command line
 */
public record WorkerProcess(Map<String, String> environment, List<String> nativeFlags) {
  public WorkerProcess {
    environment = Map.copyOf(environment);
    nativeFlags = List.copyOf(nativeFlags);
  }

  /** Starts the process; it goes on when this one ends. */
  public Process start(RunId run, Path database, Path log) throws IOException {
    Files.createDirectories(log.getParent());
    ProcessBuilder builder = new ProcessBuilder(command(run, database, log));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.directory(database.getParent().toFile());
    builder.redirectInput(NoInput.REDIRECT);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return builder.start();
  }

  private List<String> command(RunId run, Path database, Path log) {
    List<String> command = new ArrayList<>(OwnJava.command(Path.of(log + ".crash")));
    command.addAll(List.of("worker", "--run", run.toString(), "--db", database.toString()));
    command.addAll(nativeFlags);
    return command;
  }
}
