package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.DecodeOptions;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.machine.ParentProcess;
import dev.quantloop.app.tune.TrialServer;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The process that makes the trials of {@code tune}; started by the program itself. */
@Command(
    name = "trials",
    hidden = true,
    header = "Make the trials of tune (started by the program itself).",
    description = "Loads a model and answers requests for trials on standard input, a line each.",
    footer = "  quantloop trials -m model-f16.gguf -c 512")
public final class TrialsCommand extends ConsoleCommand {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      required = true,
      description = "The model.")
  private Path model;

  @Mixin private DecodeOptions decode;
  @Mixin private NativeOptions llama;

  @Override
  public Integer call() throws IOException {
    ParentProcess.endWithIt();
    TrialServer.volunteer();
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
    LlamaLibrary library = llama.open();
    ModelOptions options = ModelOptions.of(decode.gpuLayers());
    try (Model loaded = Model.load(library, model, options)) {
      new TrialServer(loaded, console.out())
          .serve(requests, options.gpuLayers(), decode.settings().contextSize());
    }
    return ExitCode.OK;
  }
}
