package dev.quantloop.llama.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.Native;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.TinyMoe;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The errors of tensors, against those of the file that llama.cpp turns back into floats. */
class QuantizationErrorTest {
  private static final Path IMATRIX = Native.reference("imatrix.gguf");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"Q8_0", "Q4_K_M", "IQ4_NL"})
  void itIsWhatLiesBetweenTheModelAndItsQuant(String type) {
    assertErrors(Native.DEMO_MODEL, IMATRIX, QuantType.parse(type));
  }

  @Test
  void eachExpertIsWeighedByItsOwnActivations() throws Exception {
    Path moe = directory.resolve("moe.gguf");
    TinyMoe.write(moe);
    assertErrors(moe, Native.reference("moe-imatrix.gguf"), QuantType.Q4_0);
  }

  @Test
  void inMemoryItIsTheSame() {
    Path file = directory.resolve("first.gguf");
    Map<String, Double> errors = quantize(Native.DEMO_MODEL, IMATRIX, QuantType.Q4_K_M, file);
    try (QuantSeries series =
        QuantSeries.open(
            Native.library(), Native.DEMO_MODEL, file, IMATRIX, IMATRIX.toString(), 1)) {
      QuantSeries.Quant made =
          series.make(
              IMATRIX, IMATRIX.toString(), (name, data, bytes) -> {}, ProgressListener.NONE);
      assertEquals(errors, made.errors());
    }
  }

  private void assertErrors(Path model, Path imatrix, QuantType type) {
    Path file = directory.resolve("quant.gguf");
    Map<String, Double> errors = quantize(model, imatrix, type, file);
    Path back = directory.resolve("back.gguf");
    quantize(file, null, QuantType.F32, back);
    Path floats = directory.resolve("floats.gguf");
    quantize(model, null, QuantType.F32, floats);
    Map<String, Double> expected = reference(floats, imatrix, back);
    assertEquals(expected.keySet(), new TreeMap<>(errors).keySet());
    expected.forEach(
        (tensor, error) -> assertEquals(error, errors.get(tensor), 1e-5 * error, tensor));
    assertTrue(errors.get("blk.0.attn_k.weight") > 0);
  }

  private static Map<String, Double> reference(Path model, Path imatrix, Path back) {
    GgufFile before = GgufFile.read(model);
    GgufFile after = GgufFile.read(back);
    Map<String, Double> all = new TreeMap<>();
    Map<String, ImatrixEntry> entries = ImatrixFile.read(imatrix).completedFor(before).entries();
    for (Map.Entry<String, ImatrixEntry> entry : entries.entrySet()) {
      GgufTensor tensor = before.tensor(entry.getKey()).orElseThrow();
      double[] w = before.numbers(tensor);
      double[] q = after.numbers(after.tensor(entry.getKey()).orElseThrow());
      float[] v = entry.getValue().meanSquares();
      int columns = (int) tensor.dimension(0);
      int ofExpert = (int) (columns * tensor.dimension(1));
      double error = 0;
      double square = 0;
      for (int i = 0; i < w.length; i++) {
        float weight = v[i / ofExpert * columns + i % columns];
        error += weight * Math.pow(q[i] - w[i], 2);
        square += weight * w[i] * w[i];
      }
      all.put(entry.getKey(), error / square);
    }
    return all;
  }

  private static Map<String, Double> quantize(
      Path model, Path imatrix, QuantType type, Path output) {
    QuantizeOptions options =
        new QuantizeOptions(type, imatrix, null, 2, null, null, List.of(), false, true, false);
    return Quantizer.quantize(Native.library(), model, output, options, ProgressListener.NONE)
        .errors();
  }
}
