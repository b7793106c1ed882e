package dev.quantloop.llama.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Memory;
import dev.quantloop.llama.Native;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.imatrix.ImatrixFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a file that llama.cpp quantizes and turns back into halves. */
class SimulatedQuantizerTest {
  private static final Path IMATRIX = Native.reference("imatrix.gguf");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "blk.0.ffn_down.weight, IQ2_XS",
    "blk.3.attn_k.weight, Q4_K",
    "blk.1.attn_q.weight, Q8_0"
  })
  void givesWhatTheQuantIsWorth(String name, GgmlType type) {
    Path file = directory.resolve("quant.gguf");
    quantize(Native.DEMO_MODEL, file, QuantType.Q4_K_M, List.of("^" + name + "$=" + type));
    Path halves = directory.resolve("halves.gguf");
    quantize(file, halves, QuantType.F16, List.of());
    try (SimulatedQuantizer quantizer = open(Optional.of(IMATRIX));
        SimulatedQuantizer.Simulated made = quantizer.make(name, type)) {
      GgufFile back = GgufFile.read(halves);
      GgufTensor tensor = back.tensor(name).orElseThrow();
      try (TensorFile of = new TensorFile(halves);
          Memory expected = new Memory(tensor.bytes())) {
        of.read(tensor, expected);
        assertArrayEquals(
            expected.getByteArray(0, (int) tensor.bytes()),
            made.data().getByteArray(0, (int) tensor.bytes()));
      }
    }
  }

  @Test
  void weighsTheErrorByTheImatrix() {
    assertError("blk.2.ffn_up.weight", Optional.of(IMATRIX), 1e-6);
  }

  @Test
  void weighsAllAlikeWithoutAnImatrix() {
    assertError("blk.2.ffn_up.weight", Optional.empty(), 1e-6);
    assertError("token_embd.weight", Optional.of(IMATRIX), 1e-6);
  }

  private void assertError(String name, Optional<Path> imatrix, double tolerance) {
    GgufFile model = GgufFile.read(Native.DEMO_MODEL);
    GgufTensor tensor = model.tensor(name).orElseThrow();
    try (SimulatedQuantizer quantizer = open(imatrix);
        SimulatedQuantizer.Simulated made = quantizer.make(name, GgmlType.Q3_K)) {
      double[] exact = numbers(tensor);
      short[] halves = made.data().getShortArray(0, exact.length);
      float[] weights =
          imatrix
              .map(path -> ImatrixFile.read(path).entries().get(name))
              .map(entry -> entry.meanSquares())
              .orElse(null);
      int columns = (int) tensor.dimension(0);
      double lost = 0;
      double all = 0;
      for (int i = 0; i < exact.length; i++) {
        double weight = weights == null ? 1 : weights[i % columns];
        lost += weight * Math.pow(half(halves[i]) - exact[i], 2);
        all += weight * exact[i] * exact[i];
      }
      assertEquals(lost / all, made.error(), 1e-3 * made.error());
      assertEquals(made.error(), quantizer.error(name, GgmlType.Q3_K), tolerance);
    }
  }

  private static double[] numbers(GgufTensor tensor) {
    ByteBuffer halves = ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    try (TensorFile file = new TensorFile(Native.DEMO_MODEL)) {
      file.read(tensor.offset(), halves);
    }
    return IntStream.range(0, (int) tensor.elements())
        .mapToDouble(i -> half(halves.getShort(2 * i)))
        .toArray();
  }

  private static double half(short bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    double value =
        exponent == 0 ? Math.scalb(fraction, -24) : Math.scalb(1024 + fraction, exponent - 25);
    return bits < 0 ? -value : value;
  }

  @Test
  void readsTensorsAsTheyAre() {
    try (SimulatedQuantizer quantizer = open(Optional.empty());
        Memory exact = quantizer.exact("blk.0.attn_v.weight")) {
      GgufFile model = GgufFile.read(Native.DEMO_MODEL);
      double[] expected = numbers(model.tensor("blk.0.attn_v.weight").orElseThrow());
      assertEquals(expected[7], half(exact.getShort(14)));
    }
  }

  private static SimulatedQuantizer open(Optional<Path> imatrix) {
    return SimulatedQuantizer.open(Native.library(), Native.DEMO_MODEL, imatrix, 2);
  }

  private static void quantize(Path model, Path output, QuantType type, List<String> rules) {
    Path imatrix = type.quantizes() ? IMATRIX : null;
    QuantizeOptions options =
        new QuantizeOptions(type, imatrix, null, 2, null, null, rules, false, true, false);
    Quantizer.quantize(Native.library(), model, output, options, ProgressListener.NONE);
  }
}
