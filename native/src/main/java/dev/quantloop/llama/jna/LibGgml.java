package dev.quantloop.llama.jna;

import com.sun.jna.Library;
import com.sun.jna.Pointer;

/**
 * ggml.h and ggml-backend.h as far as tensors are read and small graphs of one's own are computed
 * on a device, C names kept. Thread-safe where the C side is; every {@link Pointer} is the caller's
 * to free with the C function of that purpose.
 */
public interface LibGgml extends Library {
  // ---- devices, backends, buffers ----

  Pointer ggml_backend_buffer_get_type(Pointer buffer);

  Pointer ggml_backend_buft_get_device(Pointer type);

  /** Null where the device has no room. */
  Pointer ggml_backend_buft_alloc_buffer(Pointer type, long bytes);

  /** Fills all of it with one byte. */
  void ggml_backend_buffer_clear(Pointer buffer, byte value);

  Pointer ggml_backend_buffer_get_base(Pointer buffer);

  void ggml_backend_buffer_free(Pointer buffer);

  /** A backend of one's own on a device. */
  Pointer ggml_backend_dev_init(Pointer device, String parameters);

  Pointer ggml_backend_get_default_buffer_type(Pointer backend);

  void ggml_backend_free(Pointer backend);

  boolean ggml_backend_buffer_is_host(Pointer buffer);

  boolean ggml_backend_supports_op(Pointer backend, Pointer tensor);

  // ---- tensors ----

  Pointer ggml_init(OpaqueStruct params);

  /**
   * @param noAlloc whether the context holds only the headers of tensors and graphs, not the
   *     tensors' data
   */
  static Pointer ggml_init(LibGgml ggml, long bytes, boolean noAlloc) {
    OpaqueStruct params = new OpaqueStruct();
    Pointer fields = params.getPointer();
    fields.clear(OpaqueStruct.BYTES);
    fields.setLong(0, bytes);
    fields.setByte(16, (byte) (noAlloc ? 1 : 0));
    return ggml.ggml_init(params);
  }

  void ggml_free(Pointer context);

  long ggml_tensor_overhead();

  Pointer ggml_new_tensor_1d(Pointer context, int type, long elements);

  Pointer ggml_new_tensor_2d(Pointer context, int type, long columns, long rows);

  Pointer ggml_new_tensor_3d(Pointer context, int type, long n0, long n1, long n2);

  Pointer ggml_set_name(Pointer tensor, String name);

  long ggml_nbytes(Pointer tensor);

  int ggml_backend_tensor_alloc(Pointer buffer, Pointer tensor, Pointer address);

  int ggml_backend_view_init(Pointer tensor);

  void ggml_backend_tensor_set(Pointer tensor, Pointer data, long offset, long bytes);

  void ggml_backend_tensor_get(Pointer tensor, Pointer data, long offset, long bytes);

  // ---- quantizing ----

  /** Floats from halves. */
  void ggml_fp16_to_fp32_row(Pointer from, Pointer to, long count);

  void ggml_bf16_to_fp32_row(Pointer from, Pointer to, long count);

  void ggml_fp32_to_fp16_row(Pointer from, Pointer to, long count);

  void ggml_fp32_to_bf16_row(Pointer from, Pointer to, long count);

  /**
   * Quantizes rows of floats; several threads may do so at once.
   *
   * @param imatrix a value for each column, or null
   */
  long ggml_quantize_chunk(
      int type, Pointer from, Pointer to, long start, long rows, long columns, Pointer imatrix);

  /** What ggml knows of a tensor type: a {@code ggml_type_traits}, which stays ggml's. */
  Pointer ggml_get_type_traits(int type);

  /** False where a scale is not finite. */
  boolean ggml_validate_row_data(int type, Pointer data, long bytes);

  // ---- operations ----

  Pointer ggml_mul_mat(Pointer context, Pointer a, Pointer b);

  Pointer ggml_mul_mat_id(Pointer context, Pointer experts, Pointer b, Pointer ids);

  Pointer ggml_sqr(Pointer context, Pointer a);

  Pointer ggml_repeat_back(Pointer context, Pointer a, Pointer shape);

  Pointer ggml_get_rows(Pointer context, Pointer a, Pointer rows);

  Pointer ggml_get_rows_back(Pointer context, Pointer a, Pointer rows, Pointer shape);

  Pointer ggml_transpose(Pointer context, Pointer a);

  Pointer ggml_cont(Pointer context, Pointer a);

  Pointer ggml_sum_rows(Pointer context, Pointer a);

  Pointer ggml_reshape_2d(Pointer context, Pointer a, long columns, long rows);

  Pointer ggml_view_2d(
      Pointer context, Pointer a, long columns, long rows, long rowBytes, long offset);

  Pointer ggml_add(Pointer context, Pointer a, Pointer b);

  Pointer ggml_add_inplace(Pointer context, Pointer a, Pointer b);

  // ---- graphs ----

  long ggml_graph_overhead_custom(long nodes, boolean gradients);

  Pointer ggml_new_graph_custom(Pointer context, long nodes, boolean gradients);

  void ggml_build_forward_expand(Pointer graph, Pointer tensor);

  /** Computes and waits; 0 is success. */
  int ggml_backend_graph_compute(Pointer backend, Pointer graph);
}
