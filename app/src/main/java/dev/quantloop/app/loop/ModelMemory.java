package dev.quantloop.app.loop;

import dev.quantloop.app.stage.AvailableMemory;
import dev.quantloop.app.stage.ContextMemory;
import dev.quantloop.llama.DecodeSettings;
import dev.quantloop.llama.Device;
import dev.quantloop.llama.LlamaLibrary;
import dev.quantloop.llama.gguf.GgufFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/** What models take when they are used side by side, and what there is. Estimates. */
public final class ModelMemory {
  private static final int SHARE_FOR_LOGITS = 4;
  private static final long MOST_FOR_LOGITS = 4L << 30;

  private ModelMemory() {}

  /**
   * What the baseline's logits may take.
   *
   * @param available when they are first kept; a pass needs the rest
   */
  public static long forLogits(long available) {
    return Math.min(available / SHARE_FOR_LOGITS, MOST_FOR_LOGITS);
  }

  /** Weights, contexts and logits of all the models, in bytes. */
  static long needed(List<Path> models, DecodeSettings settings) {
    long bytes = 0;
    for (Path file : models) {
      try {
        bytes += Files.size(file) + ContextMemory.of(GgufFile.read(file), settings).bytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return bytes;
  }

  /**
   * What the models of a run may take: the memory of the GPUs where layers are kept there, else
   * main memory.
   */
  static LongSupplier available(LlamaLibrary library, int gpuLayers) {
    List<Device> gpus =
        library.devices().stream().filter(device -> !device.name().equals("CPU")).toList();
    if (gpuLayers == 0 || gpus.isEmpty()) {
      return AvailableMemory::bytes;
    }
    long bytes = gpus.stream().mapToLong(Device::freeBytes).sum();
    return () -> bytes;
  }
}
