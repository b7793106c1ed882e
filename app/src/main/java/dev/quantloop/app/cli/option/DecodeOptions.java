package dev.quantloop.app.cli.option;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.machine.Processors;
import dev.quantloop.app.tune.TrialGrid;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.FlashAttention;
import dev.quantloop.llama.model.ModelOptions;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** How text is pushed through a model; llama.cpp's flags and defaults. */
public final class DecodeOptions {
  /** llama.cpp writes -1 for as many as fit. */
  private static final Pattern GPU_LAYERS = Pattern.compile("-1|\\d{1,9}");

  /** Of the second half all but the last token are scored. */
  private static final int LEAST_CONTEXT = 3;

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

  public DecodeSettings settings() {
    return settings(DecodeSettings.USUAL_CONTEXT);
  }

  /** The settings, with a context size of its own where the user names none. */
  public DecodeSettings settings(int defaultContextSize) {
    int context = contextSize == null ? defaultContextSize : contextSize;
    requirePositive("-c", context);
    if (context < LEAST_CONTEXT) {
      throw new UsageException(
          "-c must be at least %d: in fewer tokens none is scored".formatted(LEAST_CONTEXT));
    }
    long most = (long) DecodeSettings.MOST_CHUNKS * context;
    int batch = batchSize == null ? (int) Math.min(DecodeSettings.USUAL_BATCH, most) : batchSize;
    int ubatch = ubatchSize == null ? DecodeSettings.USUAL_UBATCH : ubatchSize;
    requirePositive("-b", batch);
    if (batch / context > DecodeSettings.MOST_CHUNKS) {
      throw new UsageException(
          "-b %d is more than llama.cpp's %d chunks of %d tokens at once: give -b %d or less"
              .formatted(batch, DecodeSettings.MOST_CHUNKS, context, most));
    }
    requirePositive("-ub", ubatch);
    return new DecodeSettings(
        context,
        batch,
        ubatch,
        threads(),
        flashAttention == null ? FlashAttention.AUTO : flashAttention);
  }

  /** Whether nothing is said of what {@code quantloop tune} finds out. */
  public boolean leavesTuning() {
    return Stream.of(batchSize, ubatchSize, threads, flashAttention).allMatch(Objects::isNull);
  }

  /**
   * What {@code quantloop tune} is to try; what is given here is not varied.
   *
   * @param batches to try, or null for the usual ones
   * @param ubatches to try, or null for the usual ones
   */
  public TrialGrid grid(List<Integer> batches, List<Integer> ubatches) {
    DecodeSettings usual = settings();
    int context = usual.contextSize();
    return new TrialGrid(
        context,
        values("-b", batchSize, batches, TrialGrid.usualBatches(context)),
        values("-ub", ubatchSize, ubatches, TrialGrid.usualUbatches(context)),
        threads == null ? TrialGrid.usualThreads(usual.threads()) : List.of(threads),
        flashAttention == null ? TrialGrid.usualFlashAttention() : List.of(flashAttention));
  }

  private static List<Integer> values(
      String flag, Integer given, List<Integer> listed, List<Integer> usual) {
    if (given != null && listed != null) {
      throw new UsageException("give either " + flag + " or -" + flag + "-values");
    } else if (listed == null) {
      return given == null ? usual : List.of(given);
    }
    if (listed.isEmpty()) {
      throw new UsageException("-" + flag + "-values names no size");
    }
    listed.forEach(value -> requirePositive("-" + flag + "-values", value));
    return listed;
  }

  ModelOptions model(DeviceOptions devices) {
    return ModelOptions.of(gpuLayers(), devices.split());
  }

  /** The flags that make another process load the model as this one would. */
  public List<String> modelFlags() {
    return List.of("-ngl", gpuLayers);
  }

  int threads() {
    if (threads == null) {
      return Processors.physicalCores();
    }
    requirePositive("-t", threads);
    return threads;
  }

  /** Layers on the GPU; negative means as many as fit. */
  public int gpuLayers() {
    if (gpuLayers.equals("all") || gpuLayers.equals("auto")) {
      return -1;
    }
    if (!GPU_LAYERS.matcher(gpuLayers).matches()) {
      throw new UsageException("-ngl takes a number or auto, not " + gpuLayers);
    }
    return Integer.parseInt(gpuLayers);
  }

  private static void requirePositive(String flag, int value) {
    if (value <= 0) {
      throw new UsageException(flag + " must be positive, not " + value);
    }
  }
}
