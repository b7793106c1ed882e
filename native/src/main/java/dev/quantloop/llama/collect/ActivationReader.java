package dev.quantloop.llama.collect;

import com.sun.jna.Pointer;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.jna.AbiLayout;
import dev.quantloop.llama.jna.Callbacks;
import dev.quantloop.llama.jna.TensorView;
import dev.quantloop.llama.library.LlamaLibrary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The evaluation callback of an imatrix run: picks the matrix products whose weights want an
 * imatrix and sums their inputs and the squares of these. Called on the decoding thread only. It
 * never throws into C: a failure is kept and the graph stopped, for llama_decode would not tell.
 */
final class ActivationReader implements Callbacks.Eval, AutoCloseable {
  private static final int F32 = 0;
  // llama.cpp's name for the node between the last block and the output layer, in every
  // architecture that has an output layer.
  private static final String LAST_NODE = "result_norm";
  // The same where the layer that predicts a further token is run for itself.
  private static final String LAST_NODE_OF_NEXTN = "h_nextn";

  private final LlamaLibrary library;
  private final List<ActivationSummer> summers;
  private final AbiLayout layout;
  private final boolean processOutput;
  private final int mulMat;
  private final int mulMatId;
  private final int opOffset;
  private final Map<String, ActivationSums> sums = new LinkedHashMap<>();
  // By weight; weights that share their input had the same.
  private Map<String, ImatrixEntry> start = Map.of();

  // llama-imatrix ignores smaller batches; so do we, unless told otherwise, or the two would
  // differ.
  private int minRows = ImatrixCollector.MIN_ROWS_OF_LLAMA_IMATRIX;
  private boolean squaresOnly;
  private String lastNode = LAST_NODE;
  private Pointer lastInput;
  private Pointer lastRouting;
  private ActivationSums lastSums;
  private String lastName;
  private RuntimeException failure;

  /**
   * @param summers tried in this order for each input; closed with this object
   */
  ActivationReader(LlamaLibrary library, List<ActivationSummer> summers, boolean processOutput) {
    this.library = library;
    this.summers = summers;
    this.layout = library.layout();
    this.processOutput = processOutput;
    this.mulMat = layout.get("ggml_op.MUL_MAT");
    this.mulMatId = layout.get("ggml_op.MUL_MAT_ID");
    this.opOffset = layout.get("ggml_tensor.op");
  }

  /** Sums the smallest batches, too. */
  void takeEveryRow() {
    minRows = 1;
  }

  /** From now on leaves out sums of plain activations; to be called before anything is read. */
  void takeSquaresOnly() {
    squaresOnly = true;
  }

  /**
   * What is decoded next is the layer that predicts a further token, or all others.
   *
   * @param ownHead whether that layer has an output layer of its own, which is read as well
   */
  void expectNextn(boolean nextn, boolean ownHead) {
    lastNode = !nextn ? LAST_NODE : ownHead ? null : LAST_NODE_OF_NEXTN;
  }

  /** Sums by weight name; weights that share their input share the object. */
  Map<String, ActivationSums> sums() {
    return sums;
  }

  /** Whether the sums hold all that was read, so that they would show what is not finite. */
  boolean isCurrent() {
    return summers.stream().noneMatch(ActivationSummer::delays);
  }

  /** Adds to sums that were computed before, instead of to those that are there. */
  void startFrom(Map<String, ImatrixEntry> entries) {
    clear();
    start = entries;
    sums.forEach(this::start);
  }

  private void start(String name, ActivationSums own) {
    if (start.containsKey(name)) {
      own.startFrom(start.get(name));
    }
  }

  void clear() {
    start = Map.of();
    summers.forEach(ActivationSummer::clear);
    sums.values().forEach(ActivationSums::clear);
    lastInput = null;
    lastSums = null;
  }

  /** Makes the sums complete. */
  void flush() {
    summers.forEach(ActivationSummer::flush);
  }

  @Override
  public void close() {
    summers.forEach(ActivationSummer::close);
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
    return !shares(name, input, routingOf(product, op));
  }

  /** The output layer's product is large and of no interest, so the graph is stopped before it. */
  private boolean endsGraph(TensorView node) {
    return !(processOutput && LAST_NODE.equals(lastNode)) && node.name().equals(lastNode);
  }

  private boolean wantsDense(String name, TensorView input) {
    return input.type() == F32
        && input.ne(1) >= minRows
        && (name.startsWith("blk.") || processOutput && name.equals("output.weight"));
  }

  private Pointer routingOf(TensorView product, int op) {
    return op == mulMatId ? product.source(2).pointer() : null;
  }

  /** Whether the product's input has just been summed for another weight (q's for k and v). */
  private boolean shares(String name, TensorView input, Pointer routing) {
    if (!input.pointer().equals(lastInput)
        || !Objects.equals(routing, lastRouting)
        || name.equals(lastName)) {
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
    if (routed) {
      Routing routing = Routing.read(library, product.source(2), matrices);
      addByFirst(summer -> summer.addRouted(target, input, routing));
    } else {
      addByFirst(summer -> summer.addDense(target, weight, input));
    }
    if (!target.isFinite()) {
      throw NotFiniteException.input(name);
    }
    lastInput = input.pointer();
    lastRouting = routingOf(product, product.op());
    lastSums = target;
    lastName = name;
  }

  /** The host's summer, which is the last, takes anything. */
  private void addByFirst(Predicate<ActivationSummer> addition) {
    if (summers.stream().noneMatch(addition)) {
      throw new IllegalStateException("no summer took the input");
    }
  }

  private ActivationSums target(String name, int columns, int matrices, boolean routed) {
    ActivationSums target = sums.computeIfAbsent(name, n -> started(n, columns, matrices, routed));
    if (target.columns() != columns || target.matrices() != matrices) {
      throw new LlamaException(
          "the input of %s changed its shape from %d×%d to %d×%d"
              .formatted(name, target.columns(), target.matrices(), columns, matrices));
    }
    return target;
  }

  private ActivationSums started(String name, int columns, int matrices, boolean routed) {
    ActivationSums made = new ActivationSums(columns, matrices, routed, squaresOnly);
    start(name, made);
    return made;
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
