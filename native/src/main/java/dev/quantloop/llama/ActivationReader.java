package dev.quantloop.llama;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.jna.AbiLayout;
import dev.quantloop.llama.jna.Callbacks;
import dev.quantloop.llama.jna.TensorView;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The evaluation callback of an imatrix run: picks the matrix products whose weights want an
 * imatrix and sums the squares of their inputs. Called on the decoding thread only. It never throws
 * into C: a failure is kept and the graph stopped, for llama_decode would not tell.
 */
final class ActivationReader implements Callbacks.Eval {
  private static final int F32 = 0;
  // llama-imatrix ignores smaller batches; so do we, or the two would differ. No row is lost where
  // a chunk is decoded alone and the micro-batch divides it.
  private static final int MIN_ROWS = 16;
  // llama.cpp's name for the node between the last block and the output layer, in every
  // architecture
  // that has an output layer.
  private static final String LAST_NODE = "result_norm";

  private final LlamaLibrary library;
  private final AbiLayout layout;
  private final boolean processOutput;
  private final int mulMat;
  private final int mulMatId;
  private final int opOffset;
  private final Map<String, ActivationSums> sums = new LinkedHashMap<>();

  private Pointer lastInput;
  private ActivationSums lastSums;
  private String lastName;
  private RuntimeException failure;
  private Memory copy;

  ActivationReader(LlamaLibrary library, boolean processOutput) {
    this.library = library;
    this.layout = library.layout();
    this.processOutput = processOutput;
    this.mulMat = layout.get("ggml_op.MUL_MAT");
    this.mulMatId = layout.get("ggml_op.MUL_MAT_ID");
    this.opOffset = layout.get("ggml_tensor.op");
  }

  /** Sums by weight name; weights that share their input share the object. */
  Map<String, ActivationSums> sums() {
    return sums;
  }

  void clear() {
    sums.clear();
    lastInput = null;
    lastSums = null;
  }

  /** Called after each decode: throws what went wrong in it. */
  void endOfDecode() {
    if (failure != null) {
      RuntimeException thrown = failure;
      failure = null;
      throw thrown;
    }
    lastInput = null;
  }

  @Override
  public byte invoke(Pointer node, byte ask, Pointer userData) {
    try {
      if (ask != 0) {
        return (byte) (failure == null && wants(node) ? 1 : 0);
      }
      TensorView computed = new TensorView(node, layout);
      if (endsGraph(computed)) {
        return 0;
      }
      collect(computed);
      return 1;
    } catch (RuntimeException | Error e) {
      failure =
          e instanceof LlamaException known
              ? known
              : new LlamaException("reading the activations failed: " + e, e);
      return 0;
    }
  }

  private boolean wants(Pointer node) {
    int op = node.getInt(opOffset);
    TensorView product = new TensorView(node, layout);
    if (op != mulMat && op != mulMatId) {
      return endsGraph(product);
    }
    TensorView input = product.source(1);
    String name = weightName(product.source(0).name());
    if (op == mulMat && !wantsDense(name, input)) {
      return false;
    }
    return !shares(name, input);
  }

  /** The output layer's product is large and of no interest, so the graph is stopped before it. */
  private boolean endsGraph(TensorView node) {
    return !processOutput && node.name().equals(LAST_NODE);
  }

  private boolean wantsDense(String name, TensorView input) {
    return input.type() == F32
        && input.ne(1) >= MIN_ROWS
        && (name.startsWith("blk.") || processOutput && name.equals("output.weight"));
  }

  /** Whether the product's input has just been summed for another weight (q for k and v). */
  private boolean shares(String name, TensorView input) {
    if (!input.pointer().equals(lastInput) || name.equals(lastName)) {
      return false;
    }
    ActivationSums own = sums.putIfAbsent(name, lastSums);
    return own == null || own == lastSums;
  }

  private void collect(TensorView product) {
    TensorView weight = product.source(0);
    TensorView input = product.source(1);
    String name = weightName(weight.name());
    boolean routed = product.op() == mulMatId;
    int matrices = Math.toIntExact(routed ? weight.ne(2) : weight.ne(2) * weight.ne(3));
    ActivationSums target = target(name, Math.toIntExact(input.ne(0)), matrices, routed);
    FloatBuffer data = data(input);
    if (routed) {
      addRouted(target, input, product.source(2), data);
      lastInput = null;
    } else {
      addDense(target, weight, input, data);
      lastInput = input.pointer();
    }
    lastSums = target;
    lastName = name;
  }

  private ActivationSums target(String name, int columns, int matrices, boolean routed) {
    ActivationSums target =
        sums.computeIfAbsent(name, n -> new ActivationSums(columns, matrices, routed));
    if (target.columns() != columns || target.matrices() != matrices) {
      throw new LlamaException(
          "the input of %s changed its shape from %d×%d to %d×%d"
              .formatted(name, target.columns(), target.matrices(), columns, matrices));
    }
    return target;
  }

  private void addDense(
      ActivationSums target, TensorView weight, TensorView input, FloatBuffer data) {
    int rows = Math.toIntExact(input.ne(1));
    int stride = floats(input.nb(1));
    for (long i3 = 0; i3 < input.ne(3); i3++) {
      for (long i2 = 0; i2 < input.ne(2); i2++) {
        long matrix = (i3 % weight.ne(3)) * weight.ne(2) + i2 % weight.ne(2);
        int start = floats(i2 * input.nb(2) + i3 * input.nb(3));
        target.addRows((int) matrix, data, start, stride, rows);
      }
    }
  }

  /** ids is [experts used, tokens] and not contiguous; the input [columns, used or 1, tokens]. */
  private void addRouted(
      ActivationSums target, TensorView input, TensorView ids, FloatBuffer data) {
    Memory table = new Memory(library.lib().ggml_nbytes(ids.pointer()));
    library.lib().ggml_backend_tensor_get(ids.pointer(), table, 0, table.size());
    long used = ids.ne(0);
    long tokens = input.ne(2);
    for (long slot = 0; slot < used; slot++) {
      long inputSlot = slot % input.ne(1);
      for (long token = 0; token < tokens; token++) {
        int expert = table.getInt(token * ids.nb(1) + slot * ids.nb(0));
        if (expert < 0 || expert >= target.matrices()) {
          throw new LlamaException("a token was routed to expert " + expert);
        }
        target.addRow(expert, data, floats(inputSlot * input.nb(1) + token * input.nb(2)));
      }
    }
    table.close();
  }

  private FloatBuffer data(TensorView input) {
    if (input.type() != F32) {
      throw new LlamaException("activations of type " + input.type() + " are not supported");
    }
    long bytes = library.lib().ggml_nbytes(input.pointer());
    Pointer source = input.data();
    if (!library.lib().ggml_backend_buffer_is_host(input.buffer())) {
      if (copy == null || copy.size() < bytes) {
        copy = new Memory(bytes);
      }
      library.lib().ggml_backend_tensor_get(input.pointer(), copy, 0, bytes);
      source = copy;
    }
    return source.getByteBuffer(0, bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  private static int floats(long bytes) {
    return Math.toIntExact(bytes / Float.BYTES);
  }

  /** Strips what the scheduler adds: the part before the first and after the second '#'. */
  static String weightName(String name) {
    int first = name.indexOf('#');
    if (first < 0) {
      return name;
    }
    int second = name.indexOf('#', first + 1);
    return second < 0 ? name.substring(first + 1) : name.substring(first + 1, second);
  }
}
