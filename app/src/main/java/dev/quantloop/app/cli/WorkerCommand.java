package dev.quantloop.app.cli;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.worker.Session;
import dev.quantloop.app.worker.Signals;
import dev.quantloop.app.worker.Worker;
import dev.quantloop.tracker.RunId;
import dev.quantloop.tracker.RunState;
import dev.quantloop.tracker.Tracker;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The process that does the work of a run; started by the program itself. */
@Command(
    name = "worker",
    hidden = true,
    header = "Carry out a run (started by the program itself).",
    description = "Carries out a run that was put on record by another command.",
    footer = {"", "Example:", "  quantloop worker --run 12"})
final class WorkerCommand implements Callable<Integer> {
  @Option(names = "--run", paramLabel = "ID", required = true, description = "The run.")
  private long run;

  @Mixin private DbOption db;
  @Mixin private NativeOptions llama;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    Session.detachFromTerminal();
    try (Tracker tracker = Tracker.open(db.path())) {
      Worker worker =
          new Worker(tracker, new RunId(run), llama.settings(), stop -> Signals.on("TERM", stop));
      return worker.run() == RunState.FAILED ? ExitCode.FAILURE : ExitCode.OK;
    }
  }
}
