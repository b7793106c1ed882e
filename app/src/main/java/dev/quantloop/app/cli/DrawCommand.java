package dev.quantloop.app.cli;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.command.ConsoleCommand;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.stage.OutputFile;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.picture.SvgPicture;
import dev.quantloop.app.tui.screen.experiments.ExperimentsState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws a screen of the interface without a terminal. */
@Command(
    name = "draw",
    header = "Draw a screen of the full-screen interface, for a document or a bug report.",
    description =
        "Opens the list of experiments, presses the keys one after the other, and prints the screen"
            + " that this leads to.",
    footer = {"  quantloop draw enter", "  quantloop draw enter i --size 120x40 -o guide.svg"})
public final class DrawCommand extends ConsoleCommand {
  @Parameters(
      paramLabel = "KEY",
      arity = "0..*",
      description = "Keys, named as ? names them: enter, j, ctrl-d, space.")
  private List<String> keys = List.of();

  @Option(
      names = "--size",
      paramLabel = "WxH",
      defaultValue = "100x30",
      description = "Columns and rows (default: ${DEFAULT-VALUE}).")
  private String size;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "The file to write (default: standard output): an SVG picture if its name ends in .svg, else text.")
  private Path output;

  @Option(names = "--ascii", description = "Draw with ASCII characters only.")
  private boolean ascii;

  @Mixin private DbOption db;
  @Mixin private NativeOptions llama;

  @Override
  public Integer call() throws IOException {
    if (!size.matches("[1-9]\\d{0,2}x[1-9]\\d{0,2}")) {
      throw new UsageException("--size takes columns and rows, like 100x30, not '" + size + "'");
    }
    if (output != null) {
      OutputFile.requireOtherThanDatabase(output, db.path());
    }
    String[] parts = size.split("x");
    var frame =
        new FullScreen(console, db.path(), llama::settings)
            .draw(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                !ascii,
                keys.stream().flatMap(DrawCommand::key).toList(),
                ExperimentsState::of);
    if (output == null) {
      console.out().print(frame);
    } else {
      boolean picture = output.toString().endsWith(".svg");
      OutputFile.write(output, picture ? SvgPicture.of(frame) : frame.toString());
    }
    return ExitCode.OK;
  }

  private static Stream<Key> key(String name) {
    try {
      return Stream.of(Key.named(name));
    } catch (IllegalArgumentException e) {
      throw new UserException("there is no key '" + name + "'; ? shows those of a screen", e);
    }
  }
}
