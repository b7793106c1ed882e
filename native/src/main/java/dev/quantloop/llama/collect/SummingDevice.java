package dev.quantloop.llama.collect;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import dev.quantloop.llama.jna.LibGgml;
import dev.quantloop.llama.jna.LibLlama;
import dev.quantloop.llama.jna.TensorView;
import dev.quantloop.llama.library.LlamaLibrary;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A device that sums activations where they lie, through a backend instance of its own; the model's
 * stands still while the callback runs. Not thread-safe. {@link #close} frees all that was made on
 * it.
 */
public final class SummingDevice implements AutoCloseable {
  private final LlamaLibrary library;
  final LibGgml ggml;
  final Pointer backend;
  private final Pointer bufferType;
  private final Map<ActivationSums, DeviceSums> sums = new IdentityHashMap<>();
  private final List<DeviceMemory> memories = new ArrayList<>();
  private final List<Pointer> contexts = new ArrayList<>();
  private List<DenseGraph.Method> methods;
  private DeviceMemory scratch;

  /** Why a device can't do it; nothing was added then. */
  static final class Unable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unable(String reason) {
      super(reason, null, false, false);
    }
  }

  /**
   * @param methods to try in this order
   * @throws Unable if the device gives no backend
   */
  SummingDevice(LlamaLibrary library, Pointer device, List<DenseGraph.Method> methods) {
    this.methods = methods;
    this.library = library;
    this.ggml = library.lib();
    this.backend = ggml.ggml_backend_dev_init(device, null);
    if (backend == null) {
      throw new Unable("it gives no second backend");
    }
    this.bufferType = ggml.ggml_backend_get_default_buffer_type(backend);
    useOneThread(device);
  }

  /** A CPU would start several for each graph, however small, and end them again. */
  private void useOneThread(Pointer device) {
    Function setThreads =
        LibLlama.backendFunction(
            library.lib(),
            library.lib().ggml_backend_dev_backend_reg(device),
            "ggml_backend_set_n_threads");
    if (setThreads != null) {
      setThreads.invokeVoid(new Object[] {backend, 1});
    }
  }

  /** The first input decides on the method. */
  public void addDense(ActivationSums target, TensorView input) {
    DeviceSums known = sums.get(target);
    if (known != null) {
      known.addDense(input, methods.get(0));
      return;
    }
    Unable reason = null;
    for (DenseGraph.Method method : methods) {
      try {
        DeviceSums created = new DeviceSums(this, target, method.sums());
        created.addDense(input, method);
        sums.put(target, created);
        methods = List.of(method);
        return;
      } catch (Unable e) {
        reason = e;
      }
    }
    throw reason;
  }

  public void addRouted(ActivationSums target, TensorView input, Routing routing) {
    DeviceSums known = sums.get(target);
    if (known == null) {
      known = new DeviceSums(this, target, target.matrices());
    }
    known.addRouted(input, routing);
    sums.put(target, known);
  }

  public void flush() {
    sums.values().forEach(DeviceSums::flush);
  }

  public void clear() {
    sums.values().forEach(DeviceSums::clear);
  }

  /** For the headers of tensors and graphs, which take so many bytes. */
  Pointer newContext(long bytes) {
    Pointer context = LibGgml.ggml_init(ggml, bytes, true);
    contexts.add(context);
    return context;
  }

  TensorView view(Pointer tensor) {
    return new TensorView(tensor, library.layout());
  }

  DeviceMemory allocate(long bytes) {
    DeviceMemory memory = DeviceMemory.allocate(ggml, bufferType, bytes);
    if (memory == null) {
      throw new Unable("it has no room for the sums");
    }
    memories.add(memory);
    return memory;
  }

  /** Memory that all graphs may use, one at a time. */
  DeviceMemory scratch(long bytes) {
    if (scratch == null || scratch.bytes() < bytes) {
      scratch = allocate(bytes);
    }
    return scratch;
  }

  @Override
  public void close() {
    contexts.forEach(ggml::ggml_free);
    memories.forEach(DeviceMemory::close);
    ggml.ggml_backend_free(backend);
  }
}
