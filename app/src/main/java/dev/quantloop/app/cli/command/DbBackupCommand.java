package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.stage.OutputFile;
import dev.quantloop.llama.file.WholeFile;
import dev.quantloop.tracker.dao.DatabaseCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Backs a database up. */
@Command(
    name = "backup",
    header = "Copy the database as it is at one moment.",
    description = {
      "Copies all that is committed, also while runs go on. The copy is an ordinary database; it needs"
          + " no file locks to be written, so it can go to a network file system.",
      "Only figures are copied, not the files in experiments/ beside the database."
    },
    footer = "  quantloop db backup /backup/quantloop-monday.db")
final class DbBackupCommand extends ConsoleCommand {
  @Parameters(paramLabel = "FILE", description = "The copy; it must not exist yet.")
  private Path file;

  @Mixin private DbOption history;

  @Override
  public Integer call() throws IOException {
    Path copy = console.directories().path(file.toString());
    if (Files.exists(copy)) {
      throw new UserException(copy + " exists already: name a file that does not");
    }
    OutputFile.requireWritable(copy, List.of());
    try (WholeFile whole = WholeFile.create(copy)) {
      DatabaseCopy.write(history.path(), whole.temporary());
      whole.commit();
    }
    console.out().println("%s: %s".formatted(copy, Numbers.bytes(Files.size(copy))));
    return ExitCode.OK;
  }
}
