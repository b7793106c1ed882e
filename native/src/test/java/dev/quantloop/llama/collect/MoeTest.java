package dev.quantloop.llama.collect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.AbortSignal;
import dev.quantloop.llama.Native;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.TinyMoe;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.QuantizeOptions;
import dev.quantloop.llama.quantize.Quantizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mixture of experts, against what llama.cpp's tools v0.5.0 made of the same file. */
class MoeTest {
  @TempDir Path directory;
  private Path moe;

  @BeforeEach
  void writeModel() throws Exception {
    moe = directory.resolve("moe.gguf");
    TinyMoe.write(moe);
  }

  @Test
  void imatrixAgreesWithLlamaImatrixExpertByExpert() {
    ImatrixSums expected = ImatrixFile.read(Native.reference("moe-imatrix.gguf"));
    ImatrixSums sums = collect();
    assertEquals(expected.entries().keySet(), sums.entries().keySet());
    expected
        .entries()
        .forEach(
            (name, entry) -> {
              ImatrixEntry actual = sums.entries().get(name);
              assertEquals(entry.experts(), actual.experts(), name);
              assertArrayEquals(entry.counts(), actual.counts(), name);
              for (int i = 0; i < entry.sums().length; i++) {
                double tolerance = 5e-5 * entry.sums()[i];
                assertEquals(entry.sums()[i], actual.sums()[i], tolerance, name + "[" + i + "]");
              }
            });
  }

  @Test
  void graphsOnTheDeviceGiveWhatTheHostGives() {
    ImatrixSums host = collect(ImatrixCollector.Place.HOST);
    ImatrixSums graphs = collect(ImatrixCollector.Place.GRAPHS);
    assertEquals(host.entries().keySet(), graphs.entries().keySet());
    host.entries()
        .forEach(
            (name, entry) -> {
              ImatrixEntry actual = graphs.entries().get(name);
              assertArrayEquals(entry.counts(), actual.counts(), name);
              for (int i = 0; i < entry.sums().length; i++) {
                double tolerance = 1e-5 * entry.sums()[i];
                assertEquals(entry.sums()[i], actual.sums()[i], tolerance, name + "[" + i + "]");
              }
            });
  }

  private ImatrixSums collect() {
    return collect(ImatrixCollector.Place.NEAREST);
  }

  private ImatrixSums collect(ImatrixCollector.Place place) {
    DecodeSettings settings = DecodeSettings.ofContext(128, 1);
    try (Model model = Model.load(Native.library(), moe, ModelOptions.DEFAULT);
        ImatrixCollector collector =
            ImatrixCollector.open(model, settings, false, AbortSignal.NEVER, place, 1)) {
      collector.collect(Native.referenceTokens(model, 128, 8), ProgressListener.NONE);
      return collector.sums();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Q2_K, d871b33ce9fb7101decc6255310c4ca9ae405c18aae5ff834d8560e9a998245a",
    "IQ2_XS, 02378b5d5c037258c58130ac1533bb757c08c113e5590b5e7b03721fb653c43a",
    "Q4_0, 03ceb154a657526325e7e8c9bc6e384f1877fec1693f2bbe61f968a356fe72dd"
  })
  void quantizesToTheBytesOfLlamaQuantize(QuantType type, String sha256) throws Exception {
    Path output = directory.resolve("quant.gguf");
    Path imatrix = Native.reference("moe-imatrix.gguf");
    QuantizeOptions options =
        new QuantizeOptions(
            type,
            imatrix,
            "moe-imatrix.gguf",
            2,
            null,
            null,
            java.util.List.of(),
            false,
            false,
            false);
    Quantizer.quantize(Native.library(), moe, output, options, ProgressListener.NONE);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(output));
    assertEquals(sha256, HexFormat.of().formatHex(digest));
    assertTrue(Files.size(output) < Files.size(moe));
  }
}
