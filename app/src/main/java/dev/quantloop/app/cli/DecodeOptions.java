package dev.quantloop.app.cli;

import dev.quantloop.app.UsageException;
import dev.quantloop.llama.DecodeSettings;
import dev.quantloop.llama.FlashAttention;
import dev.quantloop.llama.ModelOptions;
import picocli.CommandLine.Option;

/** How text is pushed through a model; llama.cpp's flags and defaults. */
final class DecodeOptions {
  @Option(
      names = {"-c", "--ctx-size"},
      paramLabel = "N",
      description = "Tokens in a chunk (default: 512).")
  private Integer contextSize;

  @Option(
      names = {"-b", "--batch-size"},
      paramLabel = "N",
      description =
          "Tokens submitted at once; as many whole chunks as fit are decoded together (default: "
              + DecodeSettings.USUAL_BATCH
              + ").")
  private Integer batchSize;

  @Option(
      names = {"-ub", "--ubatch-size"},
      paramLabel = "N",
      description = "Tokens computed at once (default: " + DecodeSettings.USUAL_UBATCH + ").")
  private Integer ubatchSize;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "CPU threads (default: the number of physical cores).")
  private Integer threads;

  @Option(
      names = {"-fa", "--flash-attn"},
      paramLabel = "on|off|auto",
      description =
          "Compute attention in one fused operation; auto is on where the device can (default:"
              + " auto).")
  private FlashAttention flashAttention;

  @Option(
      names = {"-ngl", "--gpu-layers", "--n-gpu-layers"},
      paramLabel = "N",
      defaultValue = "auto",
      description =
          "Layers kept on the GPU, where the library has one: a number, or auto for as many as fit"
              + " (default: ${DEFAULT-VALUE}).")
  private String gpuLayers;

  DecodeSettings settings() {
    return settings(DecodeSettings.USUAL_CONTEXT);
  }

  /** The settings, with a context size of its own where the user names none. */
  DecodeSettings settings(int defaultContextSize) {
    int context = contextSize == null ? defaultContextSize : contextSize;
    int batch = batchSize == null ? DecodeSettings.USUAL_BATCH : batchSize;
    int ubatch = ubatchSize == null ? DecodeSettings.USUAL_UBATCH : ubatchSize;
    requirePositive("-c", context);
    requirePositive("-b", batch);
    requirePositive("-ub", ubatch);
    return new DecodeSettings(
        context,
        batch,
        ubatch,
        threads(),
        flashAttention == null ? FlashAttention.AUTO : flashAttention);
  }

  ModelOptions model(DeviceOptions devices) {
    return ModelOptions.of(gpuLayers(), devices.split());
  }

  int threads() {
    if (threads == null) {
      return Processors.physicalCores();
    }
    requirePositive("-t", threads);
    return threads;
  }

  /** Layers on the GPU; negative means as many as fit. */
  int gpuLayers() {
    if (gpuLayers.equals("all") || gpuLayers.equals("auto")) {
      return -1;
    }
    try {
      return Integer.parseInt(gpuLayers);
    } catch (NumberFormatException e) {
      throw new UsageException("-ngl takes a number or auto, not " + gpuLayers);
    }
  }

  private static void requirePositive(String flag, int value) {
    if (value <= 0) {
      throw new UsageException(flag + " must be positive, not " + value);
    }
  }
}
