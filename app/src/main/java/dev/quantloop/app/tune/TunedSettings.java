package dev.quantloop.app.tune;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.library.Device;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.FlashAttention;
import dev.quantloop.tracker.record.Tuning;
import dev.quantloop.tracker.record.TuningKey;
import dev.quantloop.tracker.service.Tracker;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Settings that were found to be the fastest for a model where it is computed now.
 *
 * @param day on which they were found
 */
public record TunedSettings(DecodeSettings decode, LocalDate day) {
  /**
   * @param modelSha256 asked for only where there are tuned settings of any model
   */
  public static Optional<TunedSettings> find(
      Tracker tracker, TuningKey key, Supplier<String> modelSha256) {
    return tracker.tunings().any(key)
        ? tracker.tunings().find(modelSha256.get(), key).map(TunedSettings::of)
        : Optional.empty();
  }

  private static TunedSettings of(Tuning tuning) {
    return new TunedSettings(
        new DecodeSettings(
            tuning.key().nCtx(),
            tuning.nBatch(),
            tuning.nUbatch(),
            tuning.threads(),
            FlashAttention.parse(tuning.flashAttention())),
        LocalDate.ofInstant(tuning.tunedAt(), ZoneOffset.UTC));
  }

  /** "batches of 2048 in 512, 2 threads, flash attention auto: tuned on 2026-11-22". */
  @Override
  public String toString() {
    return words(decode) + ": tuned on " + day;
  }

  /** "batches of 2048 in 512, 2 threads, flash attention auto". */
  public static String words(DecodeSettings settings) {
    return "batches of %d in %d, %s, flash attention %s"
        .formatted(
            settings.batchSize(),
            settings.ubatchSize(),
            Numbers.counted(settings.threads(), "thread"),
            settings.flashAttention());
  }

  /** "-b 2048 -ub 512 -t 2 -fa auto". */
  public static String flags(DecodeSettings settings) {
    return "-b %d -ub %d -t %d -fa %s"
        .formatted(
            settings.batchSize(),
            settings.ubatchSize(),
            settings.threads(),
            settings.flashAttention());
  }

  /**
   * Names what computes, so that tuned settings are used only where they were found.
   *
   * @param gpuLayers as asked for; negative for all
   */
  public static TuningKey key(LlamaLibrary library, int gpuLayers, int contextSize) {
    List<String> gpus =
        library.devices().stream().filter(Device::gpu).map(Device::description).toList();
    int layers = gpus.isEmpty() ? 0 : Math.max(-1, gpuLayers);
    Stream<String> parts =
        layers < 0
            ? gpus.stream()
            : Stream.concat(layers == 0 ? Stream.empty() : gpus.stream(), Stream.of(cpu(library)));
    String device = parts.map(TunedSettings::oneLine).collect(Collectors.joining(" + "));
    return new TuningKey(device, layers, library.version(), contextSize);
  }

  /** "AMD EPYC 7B13 (2 CPUs, haswell)": a container may have only some of them. */
  private static String cpu(LlamaLibrary library) {
    String name =
        library.devices().stream()
            .filter(device -> device.name().equals("CPU"))
            .map(Device::description)
            .findFirst()
            .orElse("CPU");
    return "%s (%d CPUs, %s)"
        .formatted(name, Runtime.getRuntime().availableProcessors(), library.cpuVariant());
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
