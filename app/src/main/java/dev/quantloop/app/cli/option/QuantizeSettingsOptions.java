package dev.quantloop.app.cli.option;

import dev.quantloop.app.experiment.QuantizeSettings;
import java.util.List;
import picocli.CommandLine.Option;

/** How models are quantized; llama-quantize's flags. */
public final class QuantizeSettingsOptions {
  @Option(
      names = "--token-embedding-type",
      paramLabel = "TYPE",
      description = "Tensor type of the token embeddings, such as q8_0.")
  private String tokenEmbeddingType;

  @Option(
      names = "--output-tensor-type",
      paramLabel = "TYPE",
      description = "Tensor type of output.weight.")
  private String outputTensorType;

  @Option(
      names = "--tensor-type",
      paramLabel = "NAME=TYPE",
      description =
          "Tensor type of the tensors whose name the regular expression NAME finds; may come"
              + " several times, the first match wins.")
  private List<String> tensorTypes = List.of();

  @Option(
      names = "--pure",
      description = "Give all tensors the same type, without the mixes of k-quants.")
  private boolean pure;

  @Option(names = "--leave-output-tensor", description = "Leave output.weight as it is.")
  private boolean leaveOutputTensor;

  @Option(
      names = "--allow-requantize",
      description = "Quantize tensors that are quantized already; much worse than from F16.")
  private boolean allowRequantize;

  public QuantizeSettings settings() {
    return new QuantizeSettings(
        tokenEmbeddingType,
        outputTensorType,
        tensorTypes,
        pure,
        leaveOutputTensor,
        allowRequantize);
  }
}
