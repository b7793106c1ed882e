package dev.quantloop.llama.model;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NoRoomException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.jna.AbiLayout;
import dev.quantloop.llama.jna.LibLlama;
import dev.quantloop.llama.jna.OpaqueStruct;
import dev.quantloop.llama.library.LlamaLibrary;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A loaded GGUF model. Safe to read from several threads; contexts made from it must be closed
 * before it is. {@link #close} frees the native memory.
 */
public final class Model implements AutoCloseable {
  // LLAMA_LOAD_MODE_NONE
  private static final int LOAD_UNMAPPED = 0;

  // A list of devices that ends at once.
  private static final Memory NO_DEVICES = new Memory(Long.BYTES);

  static {
    NO_DEVICES.clear();
  }

  private final LlamaLibrary library;
  private final Path file;
  private final boolean onGpu;
  private final boolean onCpuAlone;
  private final Tokenizer tokenizer;
  // Older libraries go on reading it.
  private final Memory shares;
  private Pointer handle;

  private Model(
      LlamaLibrary library, GgufFile header, Pointer handle, ModelOptions options, Memory shares) {
    this.library = library;
    this.shares = shares;
    this.onGpu = library.hasGpu() && options.holdsLayers(library.lib().llama_model_n_layer(handle));
    this.onCpuAlone = options.cpuOnly() || !library.hasGpu();
    this.file = header.path();
    this.handle = handle;
    this.tokenizer = new Tokenizer(library, library.lib().llama_model_get_vocab(handle), header);
  }

  /**
   * Loads a model after its file has been checked in Java, for libllama ends the process on some
   * bad files.
   *
   * @throws NoRoomException if a device has no room for it
   * @throws LlamaException if the file is missing, not a model, or refused by libllama
   */
  public static Model load(LlamaLibrary library, Path file, ModelOptions options) {
    if (!Files.isRegularFile(file)) {
      throw new LlamaException("no model file " + file);
    }
    GgufFile header = GgufFile.read(file);
    if (options.vocabularyOnly()) {
      header.requireVocabulary();
    } else {
      header.requirePredictingModel();
    }
    library.requireTypesOf(header);
    library.log().forgetErrors();
    Memory shares = shares(library, options.split());
    Pointer handle =
        library
            .lib()
            .llama_model_load_from_file(file.toAbsolutePath(), params(library, options, shares));
    if (handle == null) {
      String message = "can't load the model " + file + library.lastErrors();
      throw library.lacksRoom() ? new NoRoomException(message) : new LlamaException(message);
    }
    Model model = new Model(library, header, handle, options, shares);
    if (!options.vocabularyOnly() && library.lib().llama_model_has_encoder(handle)) {
      model.close();
      throw new LlamaException(file + " has an encoder: only decoder models are supported");
    }
    return model;
  }

  /** The shares of all devices that there could be, or null where none are given. */
  private static Memory shares(LlamaLibrary library, DeviceSplit split) {
    if (split.shares().isEmpty()) {
      return null;
    }
    long most = library.lib().llama_max_devices();
    if (split.shares().size() > most) {
      throw new LlamaException(
          "there are shares for %d devices, but llama.cpp takes %d"
              .formatted(split.shares().size(), most));
    }
    Memory shares = new Memory(most * Float.BYTES);
    shares.clear();
    for (int i = 0; i < split.shares().size(); i++) {
      shares.setFloat((long) i * Float.BYTES, split.shares().get(i));
    }
    return shares;
  }

  private static OpaqueStruct params(LlamaLibrary library, ModelOptions options, Memory shares) {
    AbiLayout layout = library.layout();
    OpaqueStruct params = library.lib().llama_model_default_params();
    Pointer fields = params.getPointer();
    fields.setInt(layout.get("llama_model_params.n_gpu_layers"), options.gpuLayers());
    fields.setInt(layout.get("llama_model_params.split_mode"), options.split().mode().number());
    fields.setInt(layout.get("llama_model_params.main_gpu"), options.split().mainGpu());
    if (options.cpuOnly()) {
      fields.setPointer(layout.get("llama_model_params.devices"), NO_DEVICES);
    }
    if (shares != null) {
      fields.setPointer(layout.get("llama_model_params.tensor_split"), shares);
    }
    // Older libraries map the file or read it as they like; ModelWeights leaves them alone.
    if (options.writable() && layout.has("llama_model_params.load_mode")) {
      fields.setInt(layout.get("llama_model_params.load_mode"), LOAD_UNMAPPED);
    }
    if (options.nextn()) {
      fields.setByte(layout.get("llama_model_params.load_mtp"), (byte) 1);
    }
    fields.setByte(
        layout.get("llama_model_params.vocab_only"), (byte) (options.vocabularyOnly() ? 1 : 0));
    return params;
  }

  /** Whether a GPU computes all layers. */
  boolean isOnGpu() {
    return onGpu;
  }

  /** Whether no GPU takes part, not even with weights that are in main memory. */
  public boolean isOnCpuAlone() {
    return onCpuAlone;
  }

  /**
   * Contexts that a stage should decode in at once: a GPU has work in one while the results of
   * another are copied and used; contexts on a CPU get in each other's way unless they share its
   * threads.
   */
  public int lanes(int onAGpu) {
    return onGpu ? onAGpu : 1;
  }

  public Path file() {
    return file;
  }

  public LlamaLibrary library() {
    return library;
  }

  /** Number of tokens of the vocabulary: the width of a row of logits. */
  public int vocabularySize() {
    return tokenizer.size();
  }

  /** Context length that the model was trained on, in tokens. */
  public int trainingContext() {
    return library.lib().llama_model_n_ctx_train(handle());
  }

  public long parameterCount() {
    return library.lib().llama_model_n_params(handle());
  }

  /** libllama's short description, such as {@code llama 8B Q4_K - Medium}. */
  public String description() {
    return LibLlama.llama_model_desc(library.lib(), handle());
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  Pointer handle() {
    if (handle == null) {
      throw new IllegalStateException("the model " + file + " is closed");
    }
    return handle;
  }

  @Override
  public void close() {
    if (handle != null) {
      library.lib().llama_model_free(handle);
      handle = null;
      if (shares != null) {
        shares.close();
      }
    }
  }
}
