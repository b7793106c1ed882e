package dev.quantloop.app.memory;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.memory.DeviceRoom.Gpu;
import dev.quantloop.llama.NoRoomException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.quantize.QuantType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Decides how models are loaded and which of them at once, so that they fit. Estimates: where a
 * device turns out to have less room than was thought, {@link #stepDown} makes it expect less. Used
 * by one thread.
 */
public final class MemoryBudget {
  private static final int SHARE_FOR_LOGITS = 4;
  private static final long MOST_FOR_LOGITS = 4L << 30;
  private static final double STEP = 0.85;
  private static final int MOST_STEPS = 6;

  /** What kernels may want for themselves: of the margin that is planned with, at least half. */
  private static final long LEAST_SPARE = 256L << 20;

  private final Supplier<DeviceRoom> rooms;
  private final DecodeSettings settings;
  private final ModelOptions asked;
  private final Map<Path, ModelShape> shapes = new HashMap<>();
  private DeviceRoom room;
  private double trusted = 1;
  private int steps;

  /**
   * @param rooms what there is when none of ours is loaded; asked now and after each step down
   * @param settings under which the models are used
   * @param asked how they are to be loaded; layers below 0 leave their number open
   */
  public MemoryBudget(Supplier<DeviceRoom> rooms, DecodeSettings settings, ModelOptions asked) {
    this.rooms = rooms;
    this.room = rooms.get();
    this.settings = settings;
    this.asked = asked;
  }

  /** On the devices that a library has, with so many bytes of main memory. */
  public static MemoryBudget of(
      LlamaLibrary library, DecodeSettings settings, ModelOptions asked, LongSupplier mainMemory) {
    return new MemoryBudget(
        () -> DeviceRoom.of(library.devices(), asked.split(), mainMemory), settings, asked);
  }

  /**
   * How a model is loaded.
   *
   * @param pieces put on GPUs, the output first
   * @param of how many there are
   * @param gpuBytes that it takes there, with its context
   * @param mainBytes that it takes in main memory
   */
  public record Placement(int pieces, int of, long gpuBytes, long mainBytes) {
    /** Whether a GPU holds all of it. */
    public boolean whole() {
      return pieces == of;
    }
  }

  /** Which models are loaded at once when quants are evaluated. */
  public enum Arrangement {
    /** The baseline and all quants side by side; no logits are written. */
    SIDE_BY_SIDE,
    /** The baseline first, its logits in a file; then all quants. */
    BASELINE_FIRST,
    /** The baseline first, its logits in a file; then quant after quant. */
    ONE_BY_ONE
  }

  /** Where a model goes that has the memory for itself. */
  public Placement alone(Path model) {
    return alone(shape(model));
  }

  /** The same for a quant that has not been made yet. */
  public Placement alone(Path baseline, QuantType type) {
    return alone(ModelShape.quantized(GgufFile.read(baseline), type, settings, onGpu()));
  }

  Placement alone(ModelShape model) {
    int pieces = onGpu() ? pieces(model) : 0;
    return new Placement(pieces, model.pieces(), model.onGpu(pieces), model.inMainMemory(pieces));
  }

  private boolean onGpu() {
    return !room.gpus().isEmpty();
  }

  private int pieces(ModelShape model) {
    if (asked.gpuLayers() >= 0) {
      return Math.min(asked.gpuLayers(), model.pieces());
    }
    int pieces = model.pieces();
    while (pieces > 0 && model.onGpu(pieces) > gpuBytes()) {
      pieces--;
    }
    return pieces;
  }

  /** How the model is loaded. */
  public ModelOptions options(Path model) {
    Placement placement = alone(model);
    return placement.whole() || !onGpu() ? asked : asked.withGpuLayers(placement.pieces());
  }

  /** How these models are evaluated. */
  public Arrangement arrange(Path baseline, List<Path> quants) {
    return arrange(alone(baseline), quants.stream().map(this::alone).toList());
  }

  /** How they are evaluated when each alone is placed so. */
  public Arrangement arrange(Placement baseline, List<Placement> quants) {
    List<Placement> all = new ArrayList<>(quants);
    all.add(baseline);
    if (fit(all)) {
      return Arrangement.SIDE_BY_SIDE;
    }
    return fit(quants) ? Arrangement.BASELINE_FIRST : Arrangement.ONE_BY_ONE;
  }

  /** A model that is spread over GPU and main memory has taken all there is of the GPU. */
  private boolean fit(List<Placement> models) {
    return gpuBytes(models) <= gpuBytes() && mainBytes(models) <= room.mainMemory().getAsLong();
  }

  static long gpuBytes(List<Placement> models) {
    return models.stream().mapToLong(Placement::gpuBytes).sum();
  }

  static long mainBytes(List<Placement> models) {
    return models.stream().mapToLong(Placement::mainBytes).sum();
  }

  /** Bytes that are planned with on GPUs. */
  private long gpuBytes() {
    return Math.round(room.gpuBytes() * trusted);
  }

  DeviceRoom room() {
    return room;
  }

  ModelOptions asked() {
    return asked;
  }

  public DecodeSettings settings() {
    return settings;
  }

  /**
   * Plans with less from now on than GPUs say they have; to be called when none of ours is loaded.
   * False where that has been done often enough, or what is loaded there is not its to choose.
   */
  public boolean stepDown() {
    if (!mayStepDown()) {
      return false;
    }
    steps++;
    trusted *= STEP;
    room = rooms.get();
    return true;
  }

  /**
   * Bytes that the baseline's logits may take in main memory.
   *
   * @param available when they are first kept; a pass needs the rest
   */
  public static long forLogits(long available) {
    return Math.min(available / SHARE_FOR_LOGITS, MOST_FOR_LOGITS);
  }

  private boolean mayStepDown() {
    return !room.gpus().isEmpty() && asked.gpuLayers() < 0 && steps < MOST_STEPS;
  }

  /**
   * To be called when models and contexts are there, before anything is decoded: a backend may end
   * the process when a kernel gets no memory for itself.
   *
   * @throws NoRoomException if a GPU has next to nothing left, and had more before, so that a step
   *     down helps
   */
  public void requireSpareRoom() {
    if (!mayStepDown()) {
      return;
    }
    List<Gpu> left = rooms.get().gpus();
    for (int i = 0; i < room.gpus().size(); i++) {
      boolean hadMore = room.gpus().get(i).freeBytes() >= LEAST_SPARE;
      if (hadMore && left.get(i).freeBytes() < LEAST_SPARE) {
        throw new NoRoomException(
            "%s has only %s left beside models and contexts"
                .formatted(left.get(i).name(), Numbers.bytes(left.get(i).freeBytes())));
      }
    }
  }

  private ModelShape shape(Path model) {
    return shapes.computeIfAbsent(
        model, file -> ModelShape.of(GgufFile.read(file), settings, onGpu()));
  }
}
