package dev.quantloop.llama.collect;

import com.sun.jna.Pointer;
import dev.quantloop.llama.jna.LibGgml;

/** A piece of a device's memory. {@link #close} frees it. */
public final class DeviceMemory implements AutoCloseable {
  private final LibGgml ggml;
  private final Pointer buffer;
  private final long base;
  private final long bytes;

  private DeviceMemory(LibGgml ggml, Pointer buffer, long bytes) {
    this.ggml = ggml;
    this.buffer = buffer;
    this.base = Pointer.nativeValue(ggml.ggml_backend_buffer_get_base(buffer));
    this.bytes = bytes;
  }

  /** A piece of at least so many bytes, or null where the device has no room. */
  public static DeviceMemory allocate(LibGgml ggml, Pointer bufferType, long bytes) {
    Pointer buffer = ggml.ggml_backend_buft_alloc_buffer(bufferType, bytes);
    return buffer == null ? null : new DeviceMemory(ggml, buffer, bytes);
  }

  long bytes() {
    return bytes;
  }

  /** Gives a tensor that has none the memory from {@code offset} on. */
  public void place(Pointer tensor, long offset) {
    ggml.ggml_backend_tensor_alloc(buffer, tensor, new Pointer(base + offset));
  }

  /** Fills it with zeros. */
  void clear() {
    ggml.ggml_backend_buffer_clear(buffer, (byte) 0);
  }

  @Override
  public void close() {
    ggml.ggml_backend_buffer_free(buffer);
  }
}
