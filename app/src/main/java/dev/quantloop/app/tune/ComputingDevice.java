package dev.quantloop.app.tune;

import dev.quantloop.llama.library.Device;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.tracker.record.TuningKey;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names what computes, so that tuned settings are used only where they were found. */
public final class ComputingDevice {
  private ComputingDevice() {}

  /**
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
    String device = parts.map(ComputingDevice::oneLine).collect(Collectors.joining(" + "));
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
