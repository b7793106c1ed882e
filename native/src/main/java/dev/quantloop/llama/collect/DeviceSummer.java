package dev.quantloop.llama.collect;

import com.sun.jna.Pointer;
import dev.quantloop.llama.jna.LibGgml;
import dev.quantloop.llama.jna.TensorView;
import dev.quantloop.llama.library.LlamaLibrary;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sums activations on the device that computed them, where its backend has what that takes. Inputs
 * in main memory are left to others.
 */
public final class DeviceSummer implements ActivationSummer {
  private static final int F32 = 0;

  private final LlamaLibrary library;
  private final LibGgml ggml;
  private final boolean everywhere;
  // Without a value: the device can't.
  private final Map<Pointer, Optional<SummingDevice>> devices = new HashMap<>();
  // Asked by other threads than the decoding one.
  private volatile boolean delays;
  private final Set<ActivationSums> refused = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * @param everywhere takes inputs in main memory as well, for the CPU backend, to try it out
   */
  public DeviceSummer(LlamaLibrary library, boolean everywhere) {
    this.library = library;
    this.ggml = library.lib();
    this.everywhere = everywhere;
  }

  @Override
  public boolean addDense(ActivationSums target, TensorView weight, TensorView input) {
    return weight.ne(2) * weight.ne(3) == 1
        && add(target, input, device -> device.addDense(target, input));
  }

  @Override
  public boolean addRouted(ActivationSums target, TensorView input, Routing routing) {
    return add(target, input, device -> device.addRouted(target, input, routing));
  }

  private boolean add(ActivationSums target, TensorView input, Consumer<SummingDevice> addition) {
    if (refused.contains(target) || !takes(input)) {
      return false;
    }
    Pointer device = deviceOf(input);
    Optional<SummingDevice> summing = devices.computeIfAbsent(device, this::open);
    if (summing.isEmpty()) {
      return false;
    }
    try {
      addition.accept(summing.get());
      delays = true;
      return true;
    } catch (SummingDevice.Unable e) {
      refused.add(target);
      say(device, e);
      return false;
    }
  }

  private boolean takes(TensorView input) {
    return input.type() == F32
        && input.isContiguous(Float.BYTES)
        && (everywhere || !ggml.ggml_backend_buffer_is_host(input.buffer()));
  }

  /** Main memory's buffers name no device. */
  private Pointer deviceOf(TensorView input) {
    Pointer type = ggml.ggml_backend_buffer_get_type(input.buffer());
    Pointer device = ggml.ggml_backend_buft_get_device(type);
    return device == null ? library.cpu() : device;
  }

  private Optional<SummingDevice> open(Pointer device) {
    try {
      return Optional.of(new SummingDevice(library, device, List.of(DenseGraph.Method.values())));
    } catch (SummingDevice.Unable e) {
      say(device, e);
      return Optional.empty();
    }
  }

  private void say(Pointer device, SummingDevice.Unable reason) {
    library.warnOnce(
        "activations on %s are copied and summed by the CPU, which is slow: %s"
            .formatted(library.lib().ggml_backend_dev_name(device), reason.getMessage()));
  }

  @Override
  public boolean delays() {
    return delays;
  }

  @Override
  public void flush() {
    devices.values().forEach(device -> device.ifPresent(SummingDevice::flush));
  }

  @Override
  public void clear() {
    devices.values().forEach(device -> device.ifPresent(SummingDevice::clear));
  }

  @Override
  public void close() {
    devices.values().forEach(device -> device.ifPresent(SummingDevice::close));
    devices.clear();
  }
}
