package dev.quantloop.llama.jna;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * llama.h and ggml.h as far as they are used, C names kept. Thread-safe where the C side is; every
 * {@link Pointer} is the caller's to free with the C function of that purpose.
 */
public final class LibLlama {
  private static final int RTLD_NOW_LOCAL = 2;

  private final NativeLibrary library;
  private final Map<String, Function> functions = new ConcurrentHashMap<>();

  private LibLlama(NativeLibrary library) {
    this.library = library;
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

  public boolean has(String function) {
    try {
      function(function);
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  private Function function(String name) {
    return functions.computeIfAbsent(name, library::getFunction);
  }

  private void callVoid(String name, Object... arguments) {
    function(name).invokeVoid(arguments);
  }

  private int callInt(String name, Object... arguments) {
    return function(name).invokeInt(arguments);
  }

  private long callLong(String name, Object... arguments) {
    return function(name).invokeLong(arguments);
  }

  private Pointer callPointer(String name, Object... arguments) {
    return function(name).invokePointer(arguments);
  }

  private boolean callBool(String name, Object... arguments) {
    return (byte) function(name).invoke(byte.class, arguments) != 0;
  }

  private String callString(String name, Object... arguments) {
    Pointer text = callPointer(name, arguments);
    return text == null ? null : text.getString(0, "UTF-8");
  }

  private Opaque callStruct(String name, Object... arguments) {
    return (Opaque) function(name).invoke(Opaque.class, arguments);
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

  public Pointer llama_model_load_from_file(Path file, Opaque params) {
    return callPointer("llama_model_load_from_file", file.toString(), params);
  }

  public void llama_model_free(Pointer model) {
    callVoid("llama_model_free", model);
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

  // ---- tensors ----

  public boolean ggml_backend_buffer_is_host(Pointer buffer) {
    return callBool("ggml_backend_buffer_is_host", buffer);
  }

  public long ggml_nbytes(Pointer tensor) {
    return callLong("ggml_nbytes", tensor);
  }

  public void ggml_backend_tensor_get(Pointer tensor, Pointer data, long offset, long bytes) {
    callVoid("ggml_backend_tensor_get", tensor, data, offset, bytes);
  }

  public Pointer ggml_init(long bytes) {
    Opaque params = new Opaque();
    params.getPointer().clear(Opaque.BYTES);
    params.getPointer().setLong(0, bytes);
    return callPointer("ggml_init", params);
  }

  public void ggml_free(Pointer context) {
    callVoid("ggml_free", context);
  }

  public Pointer ggml_new_tensor_2d(Pointer context, int type, long columns, long rows) {
    return callPointer("ggml_new_tensor_2d", context, type, columns, rows);
  }

  public Pointer ggml_new_tensor_3d(Pointer context, int type, long n0, long n1, long n2) {
    return callPointer("ggml_new_tensor_3d", context, type, n0, n1, n2);
  }

  public Pointer ggml_mul_mat(Pointer context, Pointer a, Pointer b) {
    return callPointer("ggml_mul_mat", context, a, b);
  }

  public Pointer ggml_mul_mat_id(Pointer context, Pointer experts, Pointer b, Pointer ids) {
    return callPointer("ggml_mul_mat_id", context, experts, b, ids);
  }

  public Pointer ggml_set_name(Pointer tensor, String name) {
    return callPointer("ggml_set_name", tensor, name);
  }
}
