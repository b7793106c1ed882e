package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.stage.ImatrixCheck;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks an imatrix file. */
@Command(
    name = "check",
    header = "Say what is wrong with an imatrix, and what else there is to know.",
    description =
        "Reads an imatrix file whole and checks its format, counts and sums; with a model also what"
            + " it covers of it. Prints a line for each finding; the exit code is 1 if something is"
            + " wrong.",
    footer = {
      "  quantloop imatrix check imatrix.gguf",
      "  quantloop imatrix check imatrix.gguf model-f16.gguf"
    })
final class ImatrixCheckCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "FILE", description = "The imatrix, GGUF or .dat.")
  private Path file;

  @Parameters(
      index = "1",
      paramLabel = "MODEL",
      arity = "0..1",
      description = "The model that it is to be used with.")
  private Path model;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    ImatrixCheck check = ImatrixCheck.of(file, Optional.ofNullable(model));
    json.print(
        () ->
            Json.object(
                "file", file,
                "weights", check.sums().entries().size(),
                "chunks", check.sums().chunkCount(),
                "chunk_size", check.sums().chunkSize(),
                "wrong", check.wrong(),
                "notes", check.notes()),
        out -> print(check, out));
    return check.wrong().isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private void print(ImatrixCheck check, PrintWriter out) {
    out.printf(
        "%s: %s over %s of %s; %s%n",
        file,
        Numbers.amount(check.sums().entries().size(), "weight"),
        Numbers.amount(check.sums().chunkCount(), "chunk"),
        Numbers.amount(check.sums().chunkSize(), "token"),
        check.wrong().isEmpty() ? "nothing is wrong" : "not in order");
    check.wrong().forEach(line -> out.println("wrong: " + line));
    check.notes().forEach(line -> out.println("note: " + line));
    out.flush();
  }
}
