package dev.quantloop.llama.library;

import com.sun.jna.Pointer;
import dev.quantloop.llama.jna.AbiLayout;
import dev.quantloop.llama.jna.LibGgml;
import dev.quantloop.llama.jna.LibLlama;
import dev.quantloop.llama.jna.OpaqueStruct;
import dev.quantloop.llama.jna.TensorView;
import dev.quantloop.llama.library.NativeReport.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Proves an {@link AbiLayout} against a loaded library, without a model: sizes of the returned
 * structs, defaults at their offsets, and the fields of tensors built for the purpose. What it
 * can't see (the meaning of pointers) is gated by version in {@link AbiLayout}.
 */
public final class Handshake {
  private static final int F32 = 0;
  private static final int F16 = 1;
  private static final int I32 = 26;
  private static final int GGML_TYPE_COUNT_MIN = 30;
  private static final int FTYPE_Q8_0 = 7;

  private final LibLlama lib;
  private final AbiLayout layout;
  private final List<Check> checks = new ArrayList<>();

  private Handshake(LibLlama lib, AbiLayout layout) {
    this.lib = lib;
    this.layout = layout;
  }

  /** Runs every check; none throws. */
  public static List<Check> run(LibLlama lib, AbiLayout layout) {
    Handshake handshake = new Handshake(lib, layout);
    handshake.sizes();
    handshake.sentinels();
    handshake.tensors();
    return List.copyOf(handshake.checks);
  }

  private void sizes() {
    size("llama_model_params", lib::llama_model_default_params);
    size("llama_context_params", lib::llama_context_default_params);
    size("llama_model_quantize_params", lib::llama_model_quantize_default_params);
  }

  /** Bytes that agree between two different fillings were written by the callee. */
  private void size(String struct, Supplier<OpaqueStruct> defaults) {
    OpaqueStruct.fillWith(0xA5);
    byte[] first = defaults.get().getPointer().getByteArray(0, OpaqueStruct.BYTES);
    OpaqueStruct.fillWith(0x5A);
    byte[] second = defaults.get().getPointer().getByteArray(0, OpaqueStruct.BYTES);
    OpaqueStruct.fillWith(0);
    int written = 0;
    for (int i = 0; i < OpaqueStruct.BYTES; i++) {
      if (first[i] == second[i]) {
        written = i + 1;
      }
    }
    // Padding at the end of a struct is not written, so the last field may end up to 7 bytes early.
    int expected = layout.get(struct + ".size");
    check(
        "size of " + struct,
        written <= expected && written > expected - Long.BYTES,
        written + " of " + expected + " bytes written");
  }

  private void sentinels() {
    Pointer model = lib.llama_model_default_params().getPointer();
    sentinel("llama_model_params.n_gpu_layers", model, -1);
    sentinel("llama_model_params.split_mode", model, 1);
    sentinel("llama_model_params.main_gpu", model, 0);
    nothing("llama_model_params.devices", model);
    nothing("llama_model_params.tensor_split", model);
    flag("llama_model_params.vocab_only", model, false);
    flag("llama_model_params.use_extra_bufts", model, true);

    Pointer context = lib.llama_context_default_params().getPointer();
    sentinel("llama_context_params.n_ctx", context, 512);
    sentinel("llama_context_params.n_batch", context, 2048);
    sentinel("llama_context_params.n_ubatch", context, 512);
    sentinel("llama_context_params.n_seq_max", context, 1);
    sentinel("llama_context_params.n_threads", context, 4);
    sentinel("llama_context_params.n_threads_batch", context, 4);
    sentinel("llama_context_params.flash_attn_type", context, -1);
    sentinel("llama_context_params.yarn_ext_factor", context, Float.floatToIntBits(-1f));
    sentinel("llama_context_params.type_k", context, F16);
    sentinel("llama_context_params.type_v", context, F16);
    flag("llama_context_params.no_perf", context, true);
    nothing("llama_context_params.cb_eval", context);
    nothing("llama_context_params.abort_callback", context);

    Pointer quantize = lib.llama_model_quantize_default_params().getPointer();
    sentinel("llama_model_quantize_params.ftype", quantize, FTYPE_Q8_0);
    flag("llama_model_quantize_params.quantize_output_tensor", quantize, true);
    flag("llama_model_quantize_params.pure", quantize, false);
    nothing("llama_model_quantize_params.imatrix", quantize);
    nothing("llama_model_quantize_params.kv_overrides", quantize);
    nothing("llama_model_quantize_params.tt_overrides", quantize);
    typeCount(quantize);
  }

  /** Both tensor types default to GGML_TYPE_COUNT, the first number that names no type. */
  private void typeCount(Pointer quantize) {
    int output = quantize.getInt(layout.get("llama_model_quantize_params.output_tensor_type"));
    int embedding = quantize.getInt(layout.get("llama_model_quantize_params.token_embedding_type"));
    check(
        "default of the tensor types",
        output == embedding && output > GGML_TYPE_COUNT_MIN && output < 256,
        output + " and " + embedding);
  }

  private void sentinel(String field, Pointer struct, int expected) {
    expect(field, struct.getInt(layout.get(field)), expected);
  }

  private void flag(String field, Pointer struct, boolean expected) {
    expect(field, struct.getByte(layout.get(field)), expected ? 1 : 0);
  }

  private void nothing(String field, Pointer struct) {
    expect(field, struct.getLong(layout.get(field)), 0);
  }

  private void expect(String field, long found, long expected) {
    check("default of " + field, found == expected, found + ", expected " + expected);
  }

  /** Builds a matrix product and an expert product, and reads them back by the offsets. */
  private void tensors() {
    LibGgml ggml = lib;
    Pointer context = LibGgml.ggml_init(ggml, 1 << 20, false);
    try {
      Pointer weight = ggml.ggml_set_name(ggml.ggml_new_tensor_2d(context, F16, 96, 32), "probe.w");
      Pointer input = ggml.ggml_new_tensor_2d(context, F32, 96, 17);
      TensorView product = new TensorView(ggml.ggml_mul_mat(context, weight, input), layout);
      TensorView first = product.source(0);
      TensorView second = product.source(1);
      check("tensor op", product.op() == layout.get("ggml_op.MUL_MAT"), "MUL_MAT " + product.op());
      check("tensor name", first.name().equals("probe.w"), first.name());
      check("tensor type", first.type() == F16 && second.type() == F32, "F16 and F32");
      check(
          "tensor ne",
          first.ne(0) == 96 && first.ne(1) == 32 && second.ne(1) == 17 && second.ne(2) == 1,
          first.ne(0) + "x" + first.ne(1));
      check(
          "tensor nb",
          first.nb(0) == 2 && first.nb(1) == 192 && second.nb(1) == 384,
          first.nb(0) + ", " + first.nb(1));
      check("tensor src", first.is(weight) && second.is(input), "both found");
      // ggml_init's context keeps a tensor's data right behind its header.
      long data = Pointer.nativeValue(second.data());
      long gap = data - Pointer.nativeValue(input);
      check("tensor data", gap > 0 && gap < 4096, gap + " bytes behind the header");
      Pointer experts = ggml.ggml_new_tensor_3d(context, F16, 96, 32, 4);
      Pointer routed = ggml.ggml_new_tensor_3d(context, F32, 96, 1, 17);
      Pointer ids = ggml.ggml_new_tensor_2d(context, I32, 2, 17);
      TensorView mixture =
          new TensorView(ggml.ggml_mul_mat_id(context, experts, routed, ids), layout);
      check(
          "expert product",
          mixture.op() == layout.get("ggml_op.MUL_MAT_ID") && mixture.source(2).is(ids),
          "MUL_MAT_ID " + mixture.op());
    } finally {
      ggml.ggml_free(context);
    }
  }

  private void check(String name, boolean passed, String detail) {
    checks.add(new Check(name, passed, detail));
  }
}
