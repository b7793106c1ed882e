package dev.quantloop.app.memory;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.library.Device;
import dev.quantloop.llama.model.DeviceSplit;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.model.SplitMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The memory that models may take.
 *
 * @param gpus those that layers are put on, with what is free when nothing of ours is there
 * @param shares of the model that each of them gets; empty: by their free memory
 * @param mainMemory bytes that are available, asked anew each time
 */
public record DeviceRoom(List<Gpu> gpus, List<Float> shares, LongSupplier mainMemory) {
  /** What drivers and kernels take, what lies in between, and what an estimate misses. */
  private static final long LEAST_MARGIN = 512L << 20;

  private static final double MARGIN = 0.05;

  /**
   * A GPU, or one of another machine.
   *
   * @param freeBytes as the driver reports it
   */
  public record Gpu(String name, String description, long freeBytes) {
    /** Bytes that may be planned with. */
    long usableBytes() {
      return Math.max(0, freeBytes - Math.max(LEAST_MARGIN, Math.round(MARGIN * freeBytes)));
    }
  }

  public DeviceRoom {
    gpus = List.copyOf(gpus);
    shares = List.copyOf(shares);
  }

  /**
   * What these devices have.
   *
   * @throws LlamaException if the split names devices that are not there
   */
  public static DeviceRoom of(List<Device> devices, DeviceSplit split, LongSupplier mainMemory) {
    List<Gpu> gpus =
        devices.stream()
            .filter(Device::gpu)
            .map(device -> new Gpu(device.name(), device.description(), device.freeBytes()))
            .toList();
    if (split.mainGpu() > 0 && split.mainGpu() >= gpus.size()) {
      throw new LlamaException(
          gpus.isEmpty()
              ? "-mg %d names no GPU: the library has none here".formatted(split.mainGpu())
              : "-mg %d names no GPU: there are %d, the first is 0"
                  .formatted(split.mainGpu(), gpus.size()));
    }
    if (split.mode() == SplitMode.NONE && !gpus.isEmpty()) {
      return new DeviceRoom(List.of(gpus.get(split.mainGpu())), List.of(), mainMemory);
    }
    return new DeviceRoom(gpus, split.shares(), mainMemory);
  }

  /** In a line, the options that do nothing on these devices, as llama.cpp passes over them. */
  public static Optional<String> idle(List<Device> devices, ModelOptions asked) {
    long gpus = devices.stream().filter(Device::gpu).count();
    DeviceSplit split = asked.split();
    if (gpus > 0) {
      return Optional.of(split.shares().size())
          .filter(shares -> shares > gpus)
          .map(
              shares ->
                  "-ts has %d shares, but there %s: the rest has no effect"
                      .formatted(shares, gpus == 1 ? "is 1 GPU" : "are " + gpus + " GPUs"));
    }
    List<String> idle = new ArrayList<>();
    if (asked.gpuLayers() > 0) {
      idle.add("-ngl");
    }
    if (split.mode() != DeviceSplit.DEFAULT.mode()) {
      idle.add("-sm");
    }
    if (!split.shares().isEmpty()) {
      idle.add("-ts");
    }
    return idle.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s %s no effect: the library has no GPU here"
                .formatted(String.join(", ", idle), Numbers.verb(idle.size(), "has", "have")));
  }

  /** Bytes that can be planned with on all GPUs together, in the shares that each is to get. */
  long gpuBytes() {
    if (shares.isEmpty()) {
      return gpus.stream().mapToLong(Gpu::usableBytes).sum();
    }
    double total = shares.stream().mapToDouble(Float::doubleValue).sum();
    double most = Double.POSITIVE_INFINITY;
    for (int i = 0; i < gpus.size(); i++) {
      double share = i < shares.size() ? shares.get(i) / total : 0;
      most = share == 0 ? most : Math.min(most, gpus.get(i).usableBytes() / share);
    }
    return Double.isInfinite(most) ? 0 : (long) most;
  }
}
