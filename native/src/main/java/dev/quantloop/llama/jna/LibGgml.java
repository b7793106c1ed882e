package dev.quantloop.llama.jna;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * ggml.h and ggml-backend.h as far as tensors are read and small graphs of one's own are computed
 * on a device, C names kept. Thread-safe where the C side is; every {@link Pointer} is the caller's
 * to free with the C function of that purpose.
 */
public final class LibGgml extends NativeFunctions {
  LibGgml(NativeLibrary library) {
    super(library);
  }

  // ---- devices, backends, buffers ----

  public Pointer ggml_backend_buffer_get_type(Pointer buffer) {
    return callPointer("ggml_backend_buffer_get_type", buffer);
  }

  public Pointer ggml_backend_buft_get_device(Pointer type) {
    return callPointer("ggml_backend_buft_get_device", type);
  }

  public long ggml_backend_buft_get_alignment(Pointer type) {
    return callLong("ggml_backend_buft_get_alignment", type);
  }

  /** Null where the device has no room. */
  public Pointer ggml_backend_buft_alloc_buffer(Pointer type, long bytes) {
    return callPointer("ggml_backend_buft_alloc_buffer", type, bytes);
  }

  public Pointer ggml_backend_buffer_get_base(Pointer buffer) {
    return callPointer("ggml_backend_buffer_get_base", buffer);
  }

  public void ggml_backend_buffer_free(Pointer buffer) {
    callVoid("ggml_backend_buffer_free", buffer);
  }

  /** A backend of one's own on a device. */
  public Pointer ggml_backend_dev_init(Pointer device) {
    return callPointer("ggml_backend_dev_init", device, null);
  }

  public Pointer ggml_backend_get_default_buffer_type(Pointer backend) {
    return callPointer("ggml_backend_get_default_buffer_type", backend);
  }

  public void ggml_backend_free(Pointer backend) {
    callVoid("ggml_backend_free", backend);
  }

  public boolean ggml_backend_buffer_is_host(Pointer buffer) {
    return callBool("ggml_backend_buffer_is_host", buffer);
  }

  public boolean ggml_backend_supports_op(Pointer backend, Pointer tensor) {
    return callBool("ggml_backend_supports_op", backend, tensor);
  }

  // ---- tensors ----

  /** A context with memory of its own for the headers and data of tensors. */
  public Pointer ggml_init(long bytes) {
    return init(bytes, false);
  }

  /** A context that holds the headers of tensors and graphs, but not the tensors' data. */
  public Pointer ggml_init_no_alloc(long bytes) {
    return init(bytes, true);
  }

  private Pointer init(long bytes, boolean noAlloc) {
    Opaque params = new Opaque();
    Pointer fields = params.getPointer();
    fields.clear(Opaque.BYTES);
    fields.setLong(0, bytes);
    fields.setByte(16, (byte) (noAlloc ? 1 : 0));
    return callPointer("ggml_init", params);
  }

  public void ggml_free(Pointer context) {
    callVoid("ggml_free", context);
  }

  public long ggml_tensor_overhead() {
    return callLong("ggml_tensor_overhead");
  }

  public Pointer ggml_new_tensor_1d(Pointer context, int type, long elements) {
    return callPointer("ggml_new_tensor_1d", context, type, elements);
  }

  public Pointer ggml_new_tensor_2d(Pointer context, int type, long columns, long rows) {
    return callPointer("ggml_new_tensor_2d", context, type, columns, rows);
  }

  public Pointer ggml_new_tensor_3d(Pointer context, int type, long n0, long n1, long n2) {
    return callPointer("ggml_new_tensor_3d", context, type, n0, n1, n2);
  }

  public Pointer ggml_set_name(Pointer tensor, String name) {
    return callPointer("ggml_set_name", tensor, name);
  }

  public long ggml_nbytes(Pointer tensor) {
    return callLong("ggml_nbytes", tensor);
  }

  public int ggml_backend_tensor_alloc(Pointer buffer, Pointer tensor, long address) {
    return callInt("ggml_backend_tensor_alloc", buffer, tensor, new Pointer(address));
  }

  public int ggml_backend_view_init(Pointer tensor) {
    return callInt("ggml_backend_view_init", tensor);
  }

  public void ggml_backend_tensor_set(Pointer tensor, Pointer data, long offset, long bytes) {
    callVoid("ggml_backend_tensor_set", tensor, data, offset, bytes);
  }

  public void ggml_backend_tensor_get(Pointer tensor, Pointer data, long offset, long bytes) {
    callVoid("ggml_backend_tensor_get", tensor, data, offset, bytes);
  }

  // ---- quantizing ----

  /** Floats from halves. */
  public void ggml_fp16_to_fp32_row(Pointer from, Pointer to, long count) {
    callVoid("ggml_fp16_to_fp32_row", from, to, count);
  }

  public void ggml_bf16_to_fp32_row(Pointer from, Pointer to, long count) {
    callVoid("ggml_bf16_to_fp32_row", from, to, count);
  }

  /**
   * Quantizes rows of floats; several threads may do so at once.
   *
   * @param imatrix a value for each column, or null
   */
  public long ggml_quantize_chunk(
      int type, Pointer from, Pointer to, long rows, long columns, Pointer imatrix) {
    return callLong("ggml_quantize_chunk", type, from, to, 0L, rows, columns, imatrix);
  }

  /** False where a scale is not finite. */
  public boolean ggml_validate_row_data(int type, Pointer data, long bytes) {
    return callBool("ggml_validate_row_data", type, data, bytes);
  }

  // ---- operations ----

  public Pointer ggml_mul_mat(Pointer context, Pointer a, Pointer b) {
    return callPointer("ggml_mul_mat", context, a, b);
  }

  public Pointer ggml_mul_mat_id(Pointer context, Pointer experts, Pointer b, Pointer ids) {
    return callPointer("ggml_mul_mat_id", context, experts, b, ids);
  }

  public Pointer ggml_sqr(Pointer context, Pointer a) {
    return callPointer("ggml_sqr", context, a);
  }

  public Pointer ggml_repeat_back(Pointer context, Pointer a, Pointer shape) {
    return callPointer("ggml_repeat_back", context, a, shape);
  }

  public Pointer ggml_get_rows_back(Pointer context, Pointer a, Pointer rows, Pointer shape) {
    return callPointer("ggml_get_rows_back", context, a, rows, shape);
  }

  public Pointer ggml_transpose(Pointer context, Pointer a) {
    return callPointer("ggml_transpose", context, a);
  }

  public Pointer ggml_cont(Pointer context, Pointer a) {
    return callPointer("ggml_cont", context, a);
  }

  public Pointer ggml_sum_rows(Pointer context, Pointer a) {
    return callPointer("ggml_sum_rows", context, a);
  }

  public Pointer ggml_reshape_2d(Pointer context, Pointer a, long columns, long rows) {
    return callPointer("ggml_reshape_2d", context, a, columns, rows);
  }

  public Pointer ggml_view_2d(
      Pointer context, Pointer a, long columns, long rows, long rowBytes, long offset) {
    return callPointer("ggml_view_2d", context, a, columns, rows, rowBytes, offset);
  }

  public Pointer ggml_add_inplace(Pointer context, Pointer a, Pointer b) {
    return callPointer("ggml_add_inplace", context, a, b);
  }

  // ---- graphs ----

  public long ggml_graph_overhead_custom(long nodes) {
    return callLong("ggml_graph_overhead_custom", nodes, (byte) 0);
  }

  public Pointer ggml_new_graph_custom(Pointer context, long nodes) {
    return callPointer("ggml_new_graph_custom", context, nodes, (byte) 0);
  }

  public void ggml_build_forward_expand(Pointer graph, Pointer tensor) {
    callVoid("ggml_build_forward_expand", graph, tensor);
  }

  /** Computes and waits; 0 is success. */
  public int ggml_backend_graph_compute(Pointer backend, Pointer graph) {
    return callInt("ggml_backend_graph_compute", backend, graph);
  }
}
