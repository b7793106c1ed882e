package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.cli.option.WholeNumber;
import dev.quantloop.app.machine.Signals;
import dev.quantloop.app.worker.Worker;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Files;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The process that does the work of a run; started by the program itself. */
@Command(
    name = "worker",
    hidden = true,
    header = "Carry out a run (started by the program itself).",
    description = "Carries out a run that was put on record by another command.",
    footer = "  quantloop worker --run 12")
public final class WorkerCommand extends ConsoleCommand {
  @Option(
      names = "--run",
      paramLabel = "ID",
      required = true,
      converter = WholeNumber.Id.class,
      description = "The run.")
  private int run;

  @Mixin private DbOption db;
  @Mixin private NativeOptions llama;

  @Override
  public Integer call() {
    Signals.detachFromTerminal();
    if (!Files.exists(db.path())) {
      throw new UserException(db.path() + " was deleted or moved before the run began");
    }
    try (Tracker tracker = Tracker.open(db.path())) {
      Worker worker =
          new Worker(tracker, new RunId(run), llama.settings(), stop -> Signals.on("TERM", stop));
      return worker.run() == RunState.FAILED ? ExitCode.FAILURE : ExitCode.OK;
    }
  }
}
