package dev.quantloop.app.cli.option;

import dev.quantloop.app.UsageException;
import dev.quantloop.llama.model.DeviceSplit;
import dev.quantloop.llama.model.SplitMode;
import java.util.List;
import picocli.CommandLine.Option;

/** How models are spread over several GPUs; llama.cpp's flags and defaults. */
public final class DeviceOptions {
  @Option(
      names = {"-sm", "--split-mode"},
      paramLabel = "MODE",
      defaultValue = "layer",
      description =
          "How a model is spread over several GPUs: none, layer or row (default:"
              + " ${DEFAULT-VALUE}).")
  private String mode;

  @Option(
      names = {"-ts", "--tensor-split"},
      paramLabel = "N,N,...",
      split = ",",
      description =
          "The proportions in which GPUs share a model, such as 3,1 (default: by free memory).")
  private List<Float> shares = List.of();

  @Option(
      names = {"-mg", "--main-gpu"},
      paramLabel = "N",
      defaultValue = "0",
      description = "The GPU that holds the whole model with -sm none (default: ${DEFAULT-VALUE}).")
  private int mainGpu;

  public DeviceSplit split() {
    if (mainGpu < 0) {
      throw new UsageException("-mg is the number of a GPU, 0 for the first, not " + mainGpu);
    }
    return new DeviceSplit(SplitMode.of(mode), shares, mainGpu);
  }
}
