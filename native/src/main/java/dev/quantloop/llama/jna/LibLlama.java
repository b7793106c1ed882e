package dev.quantloop.llama.jna;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.Map;

/**
 * llama.h and ggml.h as far as they are used, C names kept. Thread-safe where the C side is; every
 * {@link Pointer} is the caller's to free with the C function of that purpose.
 */
public final class LibLlama extends NativeFunctions {
  private static final int RTLD_NOW_LOCAL = 2;

  private final LibGgml ggml;

  private LibLlama(NativeLibrary library) {
    super(library);
    this.ggml = new LibGgml(library);
  }

  /** The part of ggml that builds and computes graphs. */
  public LibGgml ggml() {
    return ggml;
  }

  /**
   * Opens a libllama. RTLD_LOCAL, or a second build in this process would bind across to the first.
   */
  public static LibLlama open(Path file) {
    return new LibLlama(
        NativeLibrary.getInstance(
            file.toString(),
            Map.of(
                Library.OPTION_OPEN_FLAGS,
                RTLD_NOW_LOCAL,
                Library.OPTION_STRING_ENCODING,
                "UTF-8")));
  }

  // ---- versions, log, backends ----

  public String llama_version() {
    return has("llama_version") ? callString("llama_version") : null;
  }

  public String ggml_version() {
    return callString("ggml_version");
  }

  public String ggml_commit() {
    return callString("ggml_commit");
  }

  public void llama_log_set(Callbacks.Log callback) {
    callVoid("llama_log_set", callback, null);
  }

  public void ggml_set_abort_callback(Callbacks.Fatal callback) {
    callVoid("ggml_set_abort_callback", callback);
  }

  public void llama_backend_init() {
    callVoid("llama_backend_init");
  }

  public Pointer ggml_backend_load(Path file) {
    return callPointer("ggml_backend_load", file.toString());
  }

  public void ggml_backend_load_all_from_path(Path directory) {
    callVoid("ggml_backend_load_all_from_path", directory.toString());
  }

  public long ggml_backend_dev_count() {
    return callLong("ggml_backend_dev_count");
  }

  public Pointer ggml_backend_dev_get(long index) {
    return callPointer("ggml_backend_dev_get", index);
  }

  public String ggml_backend_dev_name(Pointer device) {
    return callString("ggml_backend_dev_name", device);
  }

  /** 0 is a CPU, 1 a GPU, 2 one that is part of the processor, 3 an accelerator of the CPU. */
  public int ggml_backend_dev_type(Pointer device) {
    return callInt("ggml_backend_dev_type", device);
  }

  public String ggml_backend_dev_description(Pointer device) {
    return callString("ggml_backend_dev_description", device);
  }

  /** Free and total bytes of a device's memory. */
  public long[] ggml_backend_dev_memory(Pointer device) {
    Memory both = new Memory(2L * Long.BYTES);
    callVoid("ggml_backend_dev_memory", device, both, both.share(Long.BYTES));
    return both.getLongArray(0, 2);
  }

  public Pointer ggml_backend_dev_backend_reg(Pointer device) {
    return callPointer("ggml_backend_dev_backend_reg", device);
  }

  /** Null where there is no backend of that name. */
  public Pointer ggml_backend_reg_by_name(String name) {
    return callPointer("ggml_backend_reg_by_name", name);
  }

  /** Makes a backend's devices known. */
  public void ggml_backend_register(Pointer backend) {
    callVoid("ggml_backend_register", backend);
  }

  /** A function that a backend exports beside the common interface, or null. */
  public Function ggml_backend_reg_get_proc_address(Pointer reg, String name) {
    Pointer address = callPointer("ggml_backend_reg_get_proc_address", reg, name);
    return address == null ? null : Function.getFunction(address);
  }

  public String ggml_type_name(int type) {
    return callString("ggml_type_name", type);
  }

  // ---- default parameter structs ----

  public Opaque llama_model_default_params() {
    return callStruct("llama_model_default_params");
  }

  public Opaque llama_context_default_params() {
    return callStruct("llama_context_default_params");
  }

  public Opaque llama_model_quantize_default_params() {
    return callStruct("llama_model_quantize_default_params");
  }

  // ---- models and vocabularies ----

  /** The most devices that a model can be spread over. */
  public long llama_max_devices() {
    return callLong("llama_max_devices");
  }

  public Pointer llama_model_load_from_file(Path file, Opaque params) {
    return callPointer("llama_model_load_from_file", file.toString(), params);
  }

  public void llama_model_free(Pointer model) {
    callVoid("llama_model_free", model);
  }

  public int llama_model_n_layer(Pointer model) {
    return callInt("llama_model_n_layer", model);
  }

  public int llama_model_n_ctx_train(Pointer model) {
    return callInt("llama_model_n_ctx_train", model);
  }

  public long llama_model_size(Pointer model) {
    return callLong("llama_model_size", model);
  }

  public long llama_model_n_params(Pointer model) {
    return callLong("llama_model_n_params", model);
  }

  public boolean llama_model_has_encoder(Pointer model) {
    return callBool("llama_model_has_encoder", model);
  }

  public String llama_model_desc(Pointer model) {
    Memory text = new Memory(256);
    callInt("llama_model_desc", model, text, text.size());
    return text.getString(0, "UTF-8");
  }

  public Pointer llama_model_get_vocab(Pointer model) {
    return callPointer("llama_model_get_vocab", model);
  }

  public int llama_vocab_n_tokens(Pointer vocab) {
    return callInt("llama_vocab_n_tokens", vocab);
  }

  public boolean llama_vocab_get_add_bos(Pointer vocab) {
    return callBool("llama_vocab_get_add_bos", vocab);
  }

  public int llama_vocab_bos(Pointer vocab) {
    return callInt("llama_vocab_bos", vocab);
  }

  public int llama_tokenize(
      Pointer vocab,
      Pointer text,
      int bytes,
      Pointer tokens,
      int capacity,
      boolean addSpecial,
      boolean parseSpecial) {
    return callInt(
        "llama_tokenize",
        vocab,
        text,
        bytes,
        tokens,
        capacity,
        (byte) (addSpecial ? 1 : 0),
        (byte) (parseSpecial ? 1 : 0));
  }

  public int llama_token_to_piece(Pointer vocab, int token, Pointer text, int capacity) {
    return callInt("llama_token_to_piece", vocab, token, text, capacity, 0, (byte) 1);
  }

  // ---- contexts ----

  public Pointer llama_init_from_model(Pointer model, Opaque params) {
    return callPointer("llama_init_from_model", model, params);
  }

  public void llama_free(Pointer context) {
    callVoid("llama_free", context);
  }

  public int llama_n_ctx(Pointer context) {
    return callInt("llama_n_ctx", context);
  }

  public int llama_n_batch(Pointer context) {
    return callInt("llama_n_batch", context);
  }

  public int llama_n_ubatch(Pointer context) {
    return callInt("llama_n_ubatch", context);
  }

  public int llama_n_seq_max(Pointer context) {
    return callInt("llama_n_seq_max", context);
  }

  public int llama_n_threads_batch(Pointer context) {
    return callInt("llama_n_threads_batch", context);
  }

  public Pointer llama_get_memory(Pointer context) {
    return callPointer("llama_get_memory", context);
  }

  public void llama_memory_clear(Pointer memory, boolean data) {
    callVoid("llama_memory_clear", memory, (byte) (data ? 1 : 0));
  }

  public int llama_decode(Pointer context, Opaque batch) {
    return callInt("llama_decode", context, batch);
  }

  public Pointer llama_get_logits(Pointer context) {
    return callPointer("llama_get_logits", context);
  }

  public void llama_synchronize(Pointer context) {
    callVoid("llama_synchronize", context);
  }

  public void llama_attach_threadpool(Pointer context, Pointer threadpool) {
    callVoid("llama_attach_threadpool", context, threadpool, threadpool);
  }

  // ---- quantizing ----

  public int llama_model_quantize(Path input, Path output, Pointer params) {
    return callInt("llama_model_quantize", input.toString(), output.toString(), params);
  }
}
