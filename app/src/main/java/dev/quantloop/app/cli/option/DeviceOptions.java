package dev.quantloop.app.cli.option;

import dev.quantloop.app.UsageException;
import dev.quantloop.llama.model.DeviceSplit;
import dev.quantloop.llama.model.SplitMode;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

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
      converter = Share.class,
      description =
          "The proportions in which GPUs share a model, such as 3,1 (default: by free memory).")
  private List<Float> shares = List.of();

  @Option(
      names = {"-mg", "--main-gpu"},
      paramLabel = "N",
      defaultValue = "0",
      converter = Gpu.class,
      description = "The GPU that holds the whole model with -sm none (default: ${DEFAULT-VALUE}).")
  private int mainGpu;

  /** Its number; llama.cpp counts 16 devices at most. */
  static final class Gpu extends WholeNumber {
    Gpu() {
      super(0, 15);
    }
  }

  /** What one GPU gets, in proportion to the others. */
  static final class Share implements ITypeConverter<Float> {
    @Override
    public Float convert(String text) {
      if (!text.matches("\\d{1,6}(\\.\\d{1,6})?")) {
        throw new TypeConversionException(
            "'%s' is not a share from 0 to 999999, such as 3 or 0.5".formatted(text));
      }
      return Float.valueOf(text);
    }
  }

  public DeviceSplit split() {
    if (mainGpu != 0 && mode.equalsIgnoreCase("layer")) {
      throw new UsageException("-mg has no effect with -sm layer, only with none or row");
    } else if (!shares.isEmpty() && mode.equalsIgnoreCase("none")) {
      throw new UsageException("-ts has no effect with -sm none: one GPU has everything");
    }
    return new DeviceSplit(SplitMode.of(mode), shares, mainGpu);
  }
}
