package dev.quantloop.app.cli;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.command.ConsoleCommand;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.tui.screen.inspect.InspectState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens the inspector on imatrix files. */
@Command(
    name = "inspect",
    header = "Look into an imatrix, or see where two differ.",
    description =
        "Shows a map of all weights for any figure, a table, and what each weight's columns and"
            + " experts are worth. With two files, it shows how far they agree, and the figures of"
            + " both.",
    footer = {"  quantloop inspect mine.gguf", "  quantloop inspect mine.gguf theirs.gguf"})
public final class InspectCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "FILE", description = "An imatrix, GGUF or legacy.")
  private Path file;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE2",
      description = "Another, to be held against the first.")
  private Path other;

  @Option(names = "--ascii", description = "Draw with ASCII characters only.")
  private boolean ascii;

  @Mixin private DbOption db;
  @Mixin private NativeOptions llama;

  @Override
  public Integer call() {
    List<Path> files =
        Stream.of(Optional.of(file), Optional.ofNullable(other)).flatMap(Optional::stream).toList();
    files.forEach(InspectCommand::requireFile);
    if (!console.terminal().inputIsTerminal() || !console.terminal().outputIsTerminal()) {
      throw new UsageException("inspect draws on a terminal, and there is none");
    }
    return new FullScreen(console, db.path(), llama::settings)
        .run(ascii, services -> InspectState.of(services, files));
  }

  private static void requireFile(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new UserException(path + (Files.exists(path) ? " is not a file" : " does not exist"));
    }
  }
}
