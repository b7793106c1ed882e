package dev.quantloop.llama.model;

import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.AbortSignal;
import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NoRoomException;
import dev.quantloop.llama.Remedy;
import dev.quantloop.llama.jna.AbiLayout;
import dev.quantloop.llama.jna.Callbacks;
import dev.quantloop.llama.jna.LibLlama;
import dev.quantloop.llama.jna.OpaqueStruct;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.library.Threadpool;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A libllama context that decodes whole chunks, several at once, each as a sequence of its own. Not
 * thread-safe. {@link #close} frees the native memory; the model must still be open then.
 */
public final class Context implements AutoCloseable {
  private static final int ABORTED = 2;
  private static final int TYPE_NEXTN = 1;
  private static final int THREADS_BESIDE_GPU = 4;

  private final Model model;
  private final LlamaLibrary library;
  private final DecodeSettings settings;
  private final AbortSignal abort;
  private final Batch batch;
  private final Threadpool threadpool;
  // Both are held by C as long as the context lives.
  private final Callbacks.Eval eval;
  private final Callbacks.Abort abortCallback;
  // That of the model's other layers, whose results it reads; null where there is none.
  private final Context trunk;
  private final int width;
  private final float[] pending;
  private int threads;
  private Pointer handle;

  /**
   * @param eval sees each node of the graph, or null; when given, ggml's threads on the CPU are
   *     kept alive between nodes
   */
  public Context(Model model, DecodeSettings settings, Callbacks.Eval eval, AbortSignal abort) {
    this(model, settings, eval, abort, null);
  }

  /**
   * A context of the layer that predicts a further token, for {@link #decodeAfter}.
   *
   * @param trunk of the same model, loaded {@linkplain ModelOptions#withNextnLayers with} that
   *     layer; to be closed after this one, and used by the same thread
   * @param eval sees each node of its graph
   */
  public static Context ofNextn(Context trunk, Callbacks.Eval eval) {
    return new Context(trunk.model, trunk.settings, eval, trunk.abort, trunk);
  }

  private Context(
      Model model, DecodeSettings settings, Callbacks.Eval eval, AbortSignal abort, Context trunk) {
    this.model = model;
    this.library = model.library();
    this.settings = settings;
    this.abort = abort;
    this.trunk = trunk;
    this.threads = threads();
    this.eval = eval;
    this.abortCallback = ignored -> (byte) (abort.requested() ? 1 : 0);
    library.log().forgetErrors();
    this.handle = library.lib().llama_init_from_model(model.handle(), params());
    if (handle == null) {
      throw new NoRoomException(
          "can't make a context of %d × %d tokens for %s%s"
              .formatted(
                  settings.chunksPerBatch(),
                  settings.contextSize(),
                  model.file(),
                  library.lastErrors()),
          Remedy.DECODE_LESS_AT_ONCE);
    }
    this.threadpool =
        eval == null || model.isOnGpu() || trunk != null
            ? null
            : Threadpool.attach(library, handle, settings.threads());
    this.width = trunk == null ? 0 : library.lib().llama_model_n_embd_out(model.handle());
    this.pending = new float[settings.chunksPerBatch() * width];
    if (trunk != null) {
      library.lib()._Z26llama_set_embeddings_nextnP13llama_contextbb(trunk.handle(), true, false);
      if (trunk.threadpool != null) {
        trunk.threadpool.share(library, handle);
      }
    }
    this.batch = new Batch(library.layout(), settings.submittedTokens(), width);
  }

  /** All that is left to the CPU then is to look up the tokens' embeddings. */
  private int threads() {
    return model.isOnGpu() ? Math.min(THREADS_BESIDE_GPU, settings.threads()) : settings.threads();
  }

  private OpaqueStruct params() {
    AbiLayout layout = library.layout();
    OpaqueStruct params = library.lib().llama_context_default_params();
    Pointer fields = params.getPointer();
    int chunks = settings.chunksPerBatch();
    if (trunk != null) {
      fields.setInt(layout.get("llama_context_params.ctx_type"), TYPE_NEXTN);
    }
    fields.setInt(layout.get("llama_context_params.n_ctx"), chunks * settings.contextSize());
    fields.setInt(layout.get("llama_context_params.n_batch"), settings.submittedTokens());
    fields.setInt(
        layout.get("llama_context_params.n_ubatch"),
        Math.min(settings.ubatchSize(), settings.submittedTokens()));
    fields.setInt(layout.get("llama_context_params.n_seq_max"), chunks);
    fields.setInt(layout.get("llama_context_params.n_threads"), threads());
    fields.setInt(layout.get("llama_context_params.n_threads_batch"), threads());
    fields.setInt(
        layout.get("llama_context_params.flash_attn_type"), settings.flashAttention().value());
    if (eval != null) {
      fields.setPointer(
          layout.get("llama_context_params.cb_eval"), CallbackReference.getFunctionPointer(eval));
    }
    fields.setPointer(
        layout.get("llama_context_params.abort_callback"),
        CallbackReference.getFunctionPointer(abortCallback));
    return params;
  }

  /**
   * One call of llama_decode: positions {@code from} to {@code to} (exclusive) of {@code chunks}
   * neighbouring chunks.
   */
  public record Step(int firstChunk, int chunks, int from, int to) {
    /** First scored position in this step when those from {@code first} on are scored. */
    public int firstScored(int first) {
      return Math.max(from, first);
    }

    /** Rows of logits per chunk. */
    public int outputs(int first) {
      return Math.max(0, to - firstScored(first));
    }

    /** Scored rows per chunk; the last position of a chunk predicts nothing that is known. */
    public int rows(int first, int contextSize) {
      return Math.max(0, Math.min(to, contextSize - 1) - firstScored(first));
    }

    public boolean endsChunks(int contextSize) {
      return to == contextSize;
    }
  }

  /** The steps that decode {@code chunkCount} chunks under these settings, in order. */
  public static List<Step> steps(DecodeSettings settings, int chunkCount) {
    return steps(settings, chunkCount, 0, settings.contextSize());
  }

  /** The same with at most {@code mostOutputs} positions from {@code firstOutput} on in a step. */
  public static List<Step> steps(
      DecodeSettings settings, int chunkCount, int firstOutput, int mostOutputs) {
    List<Step> steps = new ArrayList<>();
    int together = settings.chunksPerBatch();
    int context = settings.contextSize();
    int stride = Math.min(settings.batchSize(), context);
    for (int chunk = 0; chunk < chunkCount; chunk += together) {
      int chunks = Math.min(together, chunkCount - chunk);
      int to;
      for (int from = 0; from < context; from = to) {
        to = Math.min(from + stride, Math.max(from, firstOutput) + mostOutputs);
        to = Math.min(to, context);
        steps.add(new Step(chunk, chunks, from, to));
      }
    }
    return steps;
  }

  /**
   * Decodes one step.
   *
   * @param tokens n·contextSize token ids; the first of each chunk is taken for BOS where the
   *     vocabulary adds one
   * @param firstOutput first position of a chunk whose logits are wanted
   * @throws AbortedException if the abort signal was raised
   */
  public void decode(int[] tokens, Step step, int firstOutput) {
    if (abort.requested()) {
      throw new AbortedException();
    }
    if (step.from() == 0) {
      library.lib().llama_memory_clear(library.lib().llama_get_memory(handle()), true);
    }
    int bos = model.tokenizer().addsBos() ? model.tokenizer().bos() : -1;
    batch.fill(tokens, settings.contextSize(), step, firstOutput, bos);
    decodeBatch();
  }

  /**
   * Decodes what the trunk has just decoded: each token with the trunk's hidden state before it, so
   * that the first of a chunk is left out.
   *
   * @param tokens and {@code step}: as the trunk had them
   */
  public void decodeAfter(int[] tokens, Step step) {
    Pointer states = library.lib()._Z26llama_get_embeddings_nextnP13llama_context(trunk.handle());
    if (states == null) {
      throw new LlamaException("libllama gave no hidden states for " + model.file());
    }
    if (step.from() == 0) {
      library.lib().llama_memory_clear(library.lib().llama_get_memory(handle()), true);
    }
    int length = step.to() - step.from();
    int rows = 0;
    for (int chunk = 0; chunk < step.chunks(); chunk++) {
      int start = (step.firstChunk() + chunk) * settings.contextSize();
      for (int position = Math.max(1, step.from()); position < step.to(); position++, rows++) {
        boolean before = position == step.from();
        float[] state =
            before
                ? Arrays.copyOfRange(pending, chunk * width, (chunk + 1) * width)
                : state(states, chunk * length + position - 1 - step.from());
        batch.set(rows, tokens[start + position], position, chunk, true, state);
      }
      float[] last = state(states, (chunk + 1) * length - 1);
      System.arraycopy(last, 0, pending, chunk * width, width);
    }
    if (rows > 0) {
      batch.count(rows);
      decodeBatch();
    }
  }

  private float[] state(Pointer states, int row) {
    return states.getFloatArray((long) row * width * Float.BYTES, width);
  }

  private void decodeBatch() {
    library.log().forgetErrors();
    int result = library.lib().llama_decode(handle(), batch.struct);
    if (result == ABORTED || abort.requested()) {
      throw new AbortedException();
    }
    if (result != 0) {
      throw new LlamaException(
          "llama_decode failed (" + result + ") on " + model.file() + library.lastErrors());
    }
  }

  /** Computes with so many threads from the next step on, unless on a GPU. */
  public void useThreads(int count) {
    if (count != threads && !model.isOnGpu()) {
      library.lib().llama_set_n_threads(handle(), count, count);
      threads = count;
    }
  }

  /**
   * The logits of the last step: rows in order of chunk, then position; vocabulary wide; less than
   * 2 GiB in all. The view is of native memory and valid until the next decode.
   */
  public FloatBuffer logits(int rows) {
    library.lib().llama_synchronize(handle());
    Pointer logits = library.lib().llama_get_logits(handle());
    long bytes = (long) rows * model.vocabularySize() * Float.BYTES;
    if (logits == null) {
      throw new LlamaException("libllama gave no logits for " + model.file());
    }
    return logits.getByteBuffer(0, bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  Pointer handle() {
    if (handle == null) {
      throw new IllegalStateException("the context is closed");
    }
    return handle;
  }

  /**
   * The settings with which a context was made, as libllama's getters give them: part of the proof
   * that fields were written where the library reads them.
   */
  public record Echo(int context, int batch, int ubatch, int sequences, int threads) {}

  public Echo echo() {
    LibLlama lib = library.lib();
    return new Echo(
        lib.llama_n_ctx(handle()),
        lib.llama_n_batch(handle()),
        lib.llama_n_ubatch(handle()),
        lib.llama_n_seq_max(handle()),
        lib.llama_n_threads_batch(handle()));
  }

  @Override
  public void close() {
    if (handle != null) {
      library.lib().llama_free(handle);
      handle = null;
      if (threadpool != null) {
        threadpool.close();
      }
      batch.memory.close();
    }
  }

  /** A llama_batch whose arrays live in one place and are refilled for each step. */
  private static final class Batch {
    private final OpaqueStruct struct = new OpaqueStruct();
    // Holds all the arrays.
    private final Memory memory;
    private final Pointer tokens;
    private final Pointer positions;
    private final Pointer sequences;
    private final Pointer outputs;
    private final Pointer states;
    private final int countOffset;

    /**
     * @param width of hidden states; 0 for none
     */
    Batch(AbiLayout layout, int capacity, int width) {
      long ints = (long) capacity * Integer.BYTES;
      long pointers = (long) capacity * Long.BYTES;
      // Hidden states come last, on a float's boundary.
      long statesAt = pointers + 5 * ints;
      memory = new Memory(statesAt + width * ints);
      tokens = memory.share(pointers);
      positions = memory.share(pointers + ints);
      sequences = memory.share(pointers + 2 * ints);
      Pointer sequenceCounts = memory.share(pointers + 3 * ints);
      outputs = memory.share(pointers + 4 * ints);
      states = width == 0 ? null : memory.share(statesAt);
      for (int i = 0; i < capacity; i++) {
        sequenceCounts.setInt(4L * i, 1);
        memory.setPointer(8L * i, sequences.share(4L * i));
      }
      countOffset = layout.get("llama_batch.n_tokens");
      Pointer fields = struct.getPointer();
      fields.clear(OpaqueStruct.BYTES);
      fields.setPointer(layout.get("llama_batch.token"), tokens);
      if (states != null) {
        fields.setPointer(layout.get("llama_batch.embd"), states);
      }
      fields.setPointer(layout.get("llama_batch.pos"), positions);
      fields.setPointer(layout.get("llama_batch.n_seq_id"), sequenceCounts);
      fields.setPointer(layout.get("llama_batch.seq_id"), memory);
      fields.setPointer(layout.get("llama_batch.logits"), outputs);
    }

    void fill(int[] ids, int contextSize, Step step, int firstOutput, int bos) {
      int length = step.to() - step.from();
      int at = 0;
      for (int chunk = 0; chunk < step.chunks(); chunk++) {
        int start = (step.firstChunk() + chunk) * contextSize;
        for (int position = step.from(); position < step.to(); position++, at++) {
          boolean first = position == 0 && bos >= 0;
          set(at, first ? bos : ids[start + position], position, chunk, position >= firstOutput);
        }
      }
      count(step.chunks() * length);
    }

    void set(int at, int token, int position, int sequence, boolean output) {
      tokens.setInt(4L * at, token);
      positions.setInt(4L * at, position);
      sequences.setInt(4L * at, sequence);
      outputs.setByte(at, (byte) (output ? 1 : 0));
    }

    void set(int at, int token, int position, int sequence, boolean output, float[] state) {
      set(at, token, position, sequence, output);
      states.write((long) at * state.length * Float.BYTES, state, 0, state.length);
    }

    void count(int rows) {
      struct.getPointer().setInt(countOffset, rows);
    }
  }
}
