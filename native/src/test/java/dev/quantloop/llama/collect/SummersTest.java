package dev.quantloop.llama.collect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.Native;
import dev.quantloop.llama.jna.LibGgml;
import dev.quantloop.llama.jna.TensorView;
import dev.quantloop.llama.library.LlamaLibrary;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way of summing against plain doubles, on tensors that lie in the CPU backend's memory. */
class SummersTest {
  private static final int F32 = 0;
  private static final int I32 = 26;
  private static final int EXPERTS = 5;
  private static final List<DenseGraph.Method> METHODS = List.of(DenseGraph.Method.values());

  private final LlamaLibrary library = Native.library();
  private final LibGgml ggml = library.lib();
  private final Pointer device = library.lib().ggml_backend_dev_get(0);
  private final Pointer backend = ggml.ggml_backend_dev_init(device, null);
  private final Pointer context = LibGgml.ggml_init(ggml, 1 << 16, true);
  private final Random random = new Random(7);

  @AfterEach
  void free() {
    ggml.ggml_free(context);
    ggml.ggml_backend_free(backend);
  }

  @ParameterizedTest
  @CsvSource({
    "FOLD, 64, 16",
    "FOLD, 64, 100",
    "FOLD, 1536, 3000",
    "FOLD, 20000, 900",
    "TRANSPOSE, 64, 17",
    "TRANSPOSE, 1536, 3000"
  })
  void graphsSumEveryRowOnce(DenseGraph.Method method, int columns, int rows) {
    ActivationSums sums = new ActivationSums(columns, 1, false, false);
    Expected expected = new Expected(columns);
    try (SummingDevice summing = new SummingDevice(library, device, List.of(method))) {
      for (int i = 0; i < 3; i++) {
        Input input = new Input(columns, rows, 1);
        input.addTo(expected);
        summing.addDense(sums, input.tensor());
      }
      summing.flush();
    }
    assertEquals(3L * rows, sums.count(0));
    expected.assertClose(sums, 0, 1e-6);
  }

  /** More than the device's floats may take in before they join the doubles. */
  @Test
  void sumsStayExactOverManyInputs() {
    ActivationSums sums = new ActivationSums(32, 1, false, false);
    Expected expected = new Expected(32);
    try (SummingDevice summing = new SummingDevice(library, device, METHODS)) {
      Input input = new Input(32, 2048, 1);
      for (int i = 0; i < 150; i++) {
        input.addTo(expected);
        summing.addDense(sums, input.tensor());
      }
      summing.flush();
    }
    expected.assertClose(sums, 0, 4e-6);
  }

  @Test
  void whatIsClearedIsForgotten() {
    ActivationSums sums = new ActivationSums(32, 1, false, false);
    Expected expected = new Expected(32);
    try (SummingDevice summing = new SummingDevice(library, device, METHODS)) {
      summing.addDense(sums, new Input(32, 64, 1).tensor());
      summing.clear();
      sums.clear();
      Input input = new Input(32, 64, 1);
      input.addTo(expected);
      summing.addDense(sums, input.tensor());
      summing.flush();
    }
    assertEquals(64, sums.count(0));
    expected.assertClose(sums, 0, 1e-6);
  }

  /** Each of a token's experts has a row of its own, or they share one; several blocks. */
  @ParameterizedTest
  @CsvSource({"2, 2, 40", "1, 2, 40", "3, 3, 700", "1, 4, 1300"})
  void graphsSumWhatIsRoutedToEachExpert(int rowsOfToken, int slots, int tokens) {
    Input input = new Input(48, rowsOfToken, tokens);
    Routing routing = routing(slots, tokens);
    ActivationSums expected = new ActivationSums(48, EXPERTS, true, false);
    ActivationSums sums = new ActivationSums(48, EXPERTS, true, false);
    try (HostSummer host = new HostSummer(library, 1, false);
        SummingDevice summing = new SummingDevice(library, device, METHODS)) {
      for (int i = 0; i < 2; i++) {
        host.addRouted(expected, input.tensor(), routing);
        summing.addRouted(sums, input.tensor(), routing);
      }
      summing.flush();
    }
    for (int expert = 0; expert < EXPERTS; expert++) {
      assertEquals(expected.count(expert), sums.count(expert));
      new Expected(expected.sums(expert), expected.plain(expert)).assertClose(sums, expert, 2e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 200, 1", "1, 2, 90", "2, 2, 90"})
  void copiesAreSummedToTheSameBits(int rowsOfToken, int slots, int tokens) {
    boolean routed = tokens > 1;
    Input input = routed ? new Input(300, rowsOfToken, tokens) : new Input(300, slots, 1);
    ActivationSums expected = new ActivationSums(300, routed ? EXPERTS : 1, routed, false);
    ActivationSums sums = new ActivationSums(300, routed ? EXPERTS : 1, routed, false);
    try (HostSummer inPlace = new HostSummer(library, 1, false);
        HostSummer copying = new HostSummer(library, 3, true)) {
      if (routed) {
        Routing routing = routing(slots, tokens);
        inPlace.addRouted(expected, input.tensor(), routing);
        copying.addRouted(sums, input.tensor(), routing);
      } else {
        TensorView weight = new Input(300, 1, 1).tensor();
        inPlace.addDense(expected, weight, input.tensor());
        copying.addDense(sums, weight, input.tensor());
      }
    }
    for (int matrix = 0; matrix < expected.matrices(); matrix++) {
      assertEquals(expected.count(matrix), sums.count(matrix));
      assertArrayEquals(expected.sums(matrix), sums.sums(matrix));
      assertArrayEquals(expected.plain(matrix), sums.plain(matrix));
    }
  }

  /** So that a file does not tell whether plain sums were taken as well. */
  @ParameterizedTest
  @CsvSource({"FOLD, 1", "TRANSPOSE, 1", "FOLD, 2"})
  void squaresAreTheSameToTheBitWithoutPlainSums(DenseGraph.Method method, int slots) {
    Input input = new Input(300, 1100, 1);
    Input tokens = new Input(300, 1, 700);
    Routing routing = routing(slots, 700);
    List<double[]> squares = new ArrayList<>();
    for (boolean squaresOnly : new boolean[] {false, true}) {
      ActivationSums dense = new ActivationSums(300, 1, false, squaresOnly);
      ActivationSums routed = new ActivationSums(300, EXPERTS, true, squaresOnly);
      ActivationSums host = new ActivationSums(300, EXPERTS, true, squaresOnly);
      try (SummingDevice summing = new SummingDevice(library, device, List.of(method));
          HostSummer summer = new HostSummer(library, 1, false)) {
        for (int i = 0; i < 100; i++) {
          summing.addDense(dense, input.tensor());
        }
        summing.addRouted(routed, tokens.tensor(), routing);
        summer.addRouted(host, tokens.tensor(), routing);
        summing.flush();
      }
      squares.addAll(List.of(dense.sums(0), routed.sums(1), host.sums(1)));
    }
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(squares.get(i), squares.get(i + 3));
    }
  }

  @Test
  void inputsInMainMemoryAreLeftToTheHost() {
    try (DeviceSummer summer = new DeviceSummer(library, false)) {
      TensorView weight = new Input(64, 1, 1).tensor();
      assertFalse(
          summer.addDense(
              new ActivationSums(64, 1, false, false), weight, new Input(64, 16, 1).tensor()));
    }
  }

  private Routing routing(int slots, int tokens) {
    Pointer ids = placed(ggml.ggml_new_tensor_2d(context, I32, slots, tokens));
    Memory experts = new Memory(4L * slots * tokens);
    for (int i = 0; i < slots * tokens; i++) {
      experts.setInt(4L * i, i % 7 == 0 ? 3 : random.nextInt(EXPERTS - 1));
    }
    ggml.ggml_backend_tensor_set(ids, experts, 0, experts.size());
    return Routing.read(library, new TensorView(ids, library.layout()), EXPERTS);
  }

  private Pointer placed(Pointer tensor) {
    Pointer type = ggml.ggml_backend_get_default_buffer_type(backend);
    DeviceMemory.allocate(ggml, type, ggml.ggml_nbytes(tensor)).place(tensor, 0);
    return tensor;
  }

  /** What doubles add up to. */
  private record Expected(double[] squares, double[] plain) {
    Expected(int columns) {
      this(new double[columns], new double[columns]);
    }

    void add(float[] values) {
      for (int i = 0; i < values.length; i++) {
        squares[i % squares.length] += (double) values[i] * values[i];
        plain[i % squares.length] += values[i];
      }
    }

    /** Plain sums cancel: what they are of is as large as the root of count times squares. */
    void assertClose(ActivationSums sums, int matrix, double tolerance) {
      for (int i = 0; i < squares.length; i++) {
        double size = Math.sqrt(squares[i] * sums.count(matrix));
        assertEquals(squares[i], sums.sums(matrix)[i], tolerance * squares[i]);
        assertEquals(plain[i], sums.plain(matrix)[i], tolerance * size);
      }
    }
  }

  /** Random activations, [columns, rows, tokens]. */
  private final class Input {
    private final float[] values;
    private final Pointer tensor;

    Input(int columns, int rows, int tokens) {
      values = new float[columns * rows * tokens];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      tensor = placed(ggml.ggml_new_tensor_3d(context, F32, columns, rows, tokens));
      Memory data = new Memory(4L * values.length);
      data.write(0, values, 0, values.length);
      ggml.ggml_backend_tensor_set(tensor, data, 0, data.size());
    }

    TensorView tensor() {
      return new TensorView(tensor, library.layout());
    }

    void addTo(Expected sums) {
      sums.add(values);
    }
  }
}
