package dev.quantloop.llama.jna;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;

/**
 * llama.h and ggml.h as far as they are used, C names kept. Thread-safe where the C side is; every
 * {@link Pointer} is the caller's to free with the C function of that purpose. What is no function
 * of C is static: JNA takes about 20 ms of a start to call a first default method.
 */
public interface LibLlama extends LibGgml {
  /**
   * Opens a libllama. RTLD_LOCAL, or a second build in this process would bind across to the first.
   */
  static LibLlama open(Path file) {
    int nowAndLocal = 2;
    return Native.load(
        file.toString(),
        LibLlama.class,
        Map.of(
            OPTION_OPEN_FLAGS,
            nowAndLocal,
            OPTION_STRING_ENCODING,
            "UTF-8",
            OPTION_TYPE_MAPPER,
            new CTypes()));
  }

  /**
   * Readies JNA and what it must know of the structs: what a process that will open a library can
   * do while it finds out which.
   */
  static void warmUp() {
    AbiLayout.GENERATIONS.forEach(AbiLayout::load);
    new OpaqueStruct().size();
  }

  /** Whether this build exports a function. */
  static boolean has(LibLlama lib, String function) {
    Library.Handler handler = (Library.Handler) Proxy.getInvocationHandler(lib);
    try {
      return handler.getNativeLibrary().getFunction(function) != null;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  // ---- versions, log, backends ----

  /** Not in every build. */
  String llama_version();

  String ggml_version();

  String ggml_commit();

  void llama_log_set(Callbacks.Log callback, Pointer userData);

  void ggml_set_abort_callback(Callbacks.Fatal callback);

  void llama_backend_init();

  Pointer ggml_backend_load(Path file);

  void ggml_backend_load_all_from_path(Path directory);

  long ggml_backend_dev_count();

  Pointer ggml_backend_dev_get(long index);

  String ggml_backend_dev_name(Pointer device);

  /** 0 is a CPU, 1 a GPU, 2 one that is part of the processor, 3 an accelerator of the CPU. */
  int ggml_backend_dev_type(Pointer device);

  String ggml_backend_dev_description(Pointer device);

  void ggml_backend_dev_memory(Pointer device, Pointer free, Pointer total);

  /** Free and total bytes of a device's memory. */
  static long[] ggml_backend_dev_memory(LibLlama lib, Pointer device) {
    Memory both = new Memory(2L * Long.BYTES);
    lib.ggml_backend_dev_memory(device, both, both.share(Long.BYTES));
    return both.getLongArray(0, 2);
  }

  Pointer ggml_backend_dev_backend_reg(Pointer device);

  /** Null where there is no backend of that name. */
  Pointer ggml_backend_reg_by_name(String name);

  /** Makes a backend's devices known. */
  void ggml_backend_register(Pointer backend);

  Pointer ggml_backend_reg_get_proc_address(Pointer reg, String name);

  /** A function that a backend exports beside the common interface, or null. */
  static Function backendFunction(LibLlama lib, Pointer reg, String name) {
    Pointer address = lib.ggml_backend_reg_get_proc_address(reg, name);
    return address == null ? null : Function.getFunction(address);
  }

  String ggml_type_name(int type);

  // ---- default parameter structs ----

  OpaqueStruct llama_model_default_params();

  OpaqueStruct llama_context_default_params();

  OpaqueStruct llama_model_quantize_default_params();

  // ---- models and vocabularies ----

  /** The most devices that a model can be spread over. */
  long llama_max_devices();

  Pointer llama_model_load_from_file(Path file, OpaqueStruct params);

  void llama_model_free(Pointer model);

  int llama_model_n_layer(Pointer model);

  int llama_model_n_ctx_train(Pointer model);

  long llama_model_n_params(Pointer model);

  boolean llama_model_has_encoder(Pointer model);

  int llama_model_desc(Pointer model, Pointer text, long bytes);

  static String llama_model_desc(LibLlama lib, Pointer model) {
    Memory text = new Memory(256);
    lib.llama_model_desc(model, text, text.size());
    return text.getString(0, "UTF-8");
  }

  Pointer llama_model_get_vocab(Pointer model);

  int llama_vocab_n_tokens(Pointer vocab);

  boolean llama_vocab_get_add_bos(Pointer vocab);

  int llama_vocab_bos(Pointer vocab);

  int llama_vocab_eos(Pointer vocab);

  /** Bits of {@code llama_token_attr}. */
  int llama_vocab_get_attr(Pointer vocab, int token);

  int llama_tokenize(
      Pointer vocab,
      Pointer text,
      int bytes,
      Pointer tokens,
      int capacity,
      boolean addSpecial,
      boolean parseSpecial);

  int llama_token_to_piece(
      Pointer vocab, int token, Pointer text, int capacity, int strip, boolean special);

  // ---- contexts ----

  Pointer llama_init_from_model(Pointer model, OpaqueStruct params);

  void llama_free(Pointer context);

  int llama_n_ctx(Pointer context);

  int llama_n_batch(Pointer context);

  int llama_n_ubatch(Pointer context);

  int llama_n_seq_max(Pointer context);

  int llama_n_threads_batch(Pointer context);

  void llama_set_n_threads(Pointer context, int threads, int batchThreads);

  Pointer llama_get_memory(Pointer context);

  void llama_memory_clear(Pointer memory, boolean data);

  int llama_decode(Pointer context, OpaqueStruct batch);

  Pointer llama_get_logits(Pointer context);

  void llama_synchronize(Pointer context);

  int llama_model_n_embd_out(Pointer model);

  /** llama_set_embeddings_nextn of llama-ext.h, a function of C++; not in every build. */
  void _Z26llama_set_embeddings_nextnP13llama_contextbb(
      Pointer context, boolean wanted, boolean ofOutputsAlone);

  /** llama_get_embeddings_nextn of llama-ext.h: rows by token; not in every build. */
  Pointer _Z26llama_get_embeddings_nextnP13llama_context(Pointer context);

  void llama_attach_threadpool(Pointer context, Pointer threadpool, Pointer batchThreadpool);

  // ---- quantizing ----

  int llama_model_quantize(Path input, Path output, Pointer params);
}
