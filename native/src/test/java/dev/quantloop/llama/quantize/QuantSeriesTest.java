package dev.quantloop.llama.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.AbortSignal;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Native;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.TinyMoe;
import dev.quantloop.llama.evaluate.KldPass;
import dev.quantloop.llama.evaluate.LogitMemory;
import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.model.ModelWeights;
import dev.quantloop.llama.score.ChunkScores;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quants made in memory are the files that llama_model_quantize writes. */
class QuantSeriesTest {
  private static final String FIRST = "first.gguf";
  private static final String SECOND = "a second one with a longer name.gguf";

  @TempDir Path directory;
  private Path other;

  @BeforeEach
  void makeAnotherImatrix() {
    other = another(Native.reference("imatrix.gguf"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Q4_0", "Q4_1", "Q8_0", "Q4_K_M"})
  void aQuantHasTheBytesOfItsFile(String type) throws Exception {
    Path model = Native.DEMO_MODEL;
    Path imatrix = Native.reference("imatrix.gguf");
    assertSame(model, imatrix, other, QuantType.parse(type));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Q4_0", "IQ3_XXS"})
  void ofAMixtureOfExpertsToo(String type) throws Exception {
    Path moe = directory.resolve("moe.gguf");
    TinyMoe.write(moe);
    Path imatrix = Native.reference("moe-imatrix.gguf");
    assertSame(moe, imatrix, another(imatrix), QuantType.parse(type));
  }

  private void assertSame(Path model, Path imatrix, Path other, QuantType type) throws Exception {
    Path first = quantize(model, type, imatrix, FIRST);
    Path second = quantize(model, type, other, SECOND);
    try (QuantSeries series = QuantSeries.open(Native.library(), model, first, imatrix, FIRST, 2)) {
      Files.delete(first);
      assertSame(second, series.make(other, SECOND, (name, data, n) -> {}, ProgressListener.NONE));
      Path written = directory.resolve("written.gguf");
      assertSame(second, series.write(other, SECOND, written, ProgressListener.NONE));
      assertEquals(sha256(second), sha256(written));
      TreeSet<String> taken = new TreeSet<>();
      series.make(other, SECOND, (name, data, bytes) -> taken.add(name), ProgressListener.NONE);
      assertEquals(new TreeSet<>(series.names()), taken);
      assertFalse(taken.contains("token_embd.weight"));
    }
  }

  private static void assertSame(Path file, QuantSeries.Quant quant) throws Exception {
    assertEquals(Files.size(file), quant.bytes());
    assertEquals(sha256(file), quant.sha256());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Q4_0", "Q4_K_M"})
  void inALoadedModelItScoresAsItsFileTokenByToken(String type) {
    Path imatrix = Native.reference("imatrix.gguf");
    Path first = quantize(Native.DEMO_MODEL, QuantType.parse(type), imatrix, FIRST);
    Path second = quantize(Native.DEMO_MODEL, QuantType.parse(type), other, SECOND);
    LlamaLibrary library = Native.library();
    ModelOptions writable = ModelOptions.DEFAULT.withWritableWeights();
    try (Model baseline = Native.demoModel();
        Model inMemory = Model.load(library, first, writable);
        Model fromFile = Model.load(library, second, ModelOptions.DEFAULT);
        QuantSeries series =
            QuantSeries.open(library, Native.DEMO_MODEL, first, imatrix, FIRST, 2)) {
      ModelWeights weights = ModelWeights.of(inMemory, series.names()).orElseThrow();
      List<List<ChunkScores>> before = score(baseline, inMemory, fromFile);
      assertTrue(differ(before.get(0), before.get(1)));
      series.make(other, SECOND, weights::set, ProgressListener.NONE);
      List<List<ChunkScores>> after = score(baseline, inMemory, fromFile);
      for (int chunk = 0; chunk < after.get(0).size(); chunk++) {
        ChunkScores expected = after.get(1).get(chunk);
        ChunkScores actual = after.get(0).get(chunk);
        assertArrayEquals(expected.kld(), actual.kld());
        assertArrayEquals(expected.nll(), actual.nll());
      }
    }
  }

  private static List<List<ChunkScores>> score(Model baseline, Model... candidates) {
    DecodeSettings settings = DecodeSettings.ofContext(256, 1);
    List<List<ChunkScores>> scores = new ArrayList<>();
    for (int i = 0; i < candidates.length; i++) {
      scores.add(new ArrayList<>());
    }
    try (KldPass pass =
        KldPass.open(
            baseline,
            new LogitMemory(0),
            List.of(candidates),
            settings,
            ScoredPositions.SECOND_HALF,
            AbortSignal.NEVER)) {
      pass.run(
          Native.referenceTokens(baseline, 256, 2),
          0,
          (candidate, chunk) -> scores.get(candidate).add(chunk));
    }
    return scores;
  }

  private static boolean differ(List<ChunkScores> a, List<ChunkScores> b) {
    return a.get(0).kld()[0] != b.get(0).kld()[0];
  }

  @Test
  void anImatrixWithOtherEntriesIsRefused() {
    Path imatrix = Native.reference("imatrix.gguf");
    Path first = quantize(Native.DEMO_MODEL, QuantType.Q4_0, imatrix, FIRST);
    ImatrixSums sums = new ImatrixSums(512);
    ImatrixFile.read(imatrix).entries().entrySet().stream()
        .skip(1)
        .forEach(
            entry -> {
              ImatrixEntry all = entry.getValue();
              ImatrixEntry copy = sums.entry(entry.getKey(), all.columns(), all.experts());
              System.arraycopy(all.sums(), 0, copy.sums(), 0, all.sums().length);
              copy.counts()[0] = all.counts()[0];
            });
    Path fewer = directory.resolve("fewer.gguf");
    ImatrixFile.writeGguf(fewer, sums);
    try (QuantSeries series =
        QuantSeries.open(Native.library(), Native.DEMO_MODEL, first, imatrix, FIRST, 1)) {
      assertThrows(
          LlamaException.class,
          () -> series.make(fewer, SECOND, (name, data, n) -> {}, ProgressListener.NONE));
    }
  }

  @Test
  void aFileThatSaysAnotherImatrixIsRefused() {
    Path imatrix = Native.reference("imatrix.gguf");
    Path first = quantize(Native.DEMO_MODEL, QuantType.Q4_0, imatrix, FIRST);
    assertThrows(
        LlamaException.class,
        () -> QuantSeries.open(Native.library(), Native.DEMO_MODEL, first, imatrix, SECOND, 1));
  }

  @Test
  void aFirstThatComesOutDifferentlyIsRefused() throws Exception {
    Path imatrix = Native.reference("imatrix.gguf");
    Path first = quantize(Native.DEMO_MODEL, QuantType.Q4_0, imatrix, FIRST);
    GgufTensor tensor = GgufFile.read(first).tensor("blk.0.attn_k.weight").orElseThrow();
    try (RandomAccessFile file = new RandomAccessFile(first.toFile(), "rw")) {
      file.seek(tensor.offset() + tensor.bytes() - 1);
      int last = file.read();
      file.seek(tensor.offset() + tensor.bytes() - 1);
      file.write(last ^ 1);
    }
    LlamaException refusal =
        assertThrows(
            LlamaException.class,
            () -> QuantSeries.open(Native.library(), Native.DEMO_MODEL, first, imatrix, FIRST, 1));
    assertTrue(refusal.getMessage().contains("blk.0.attn_k.weight"), refusal.getMessage());
  }

  @Test
  void aQuantizedBaselineDoesNotFit() {
    assertTrue(QuantSeries.fits(Native.DEMO_MODEL));
    Path quant =
        quantize(Native.DEMO_MODEL, QuantType.Q8_0, Native.reference("imatrix.gguf"), FIRST);
    assertFalse(QuantSeries.fits(quant));
  }

  @Test
  void weightsOfAMappedModelAreFoundButNamesThatItLacksAreNot() {
    try (Model model = Native.demoModel()) {
      assertTrue(ModelWeights.of(model, new TreeSet<>(List.of("no.such.weight"))).isEmpty());
    }
  }

  private Path quantize(Path model, QuantType type, Path imatrix, String name) {
    Path output = directory.resolve(type + "-" + name);
    QuantizeOptions options =
        new QuantizeOptions(type, imatrix, name, 2, null, null, List.of(), false, false, false);
    Quantizer.quantize(Native.library(), model, output, options, ProgressListener.NONE);
    return output;
  }

  /** Of the same weights, with other figures and another number of chunks. */
  private Path another(Path imatrix) {
    ImatrixSums sums = ImatrixFile.read(imatrix);
    for (ImatrixEntry entry : sums.entries().values()) {
      for (int i = 0; i < entry.sums().length; i++) {
        entry.sums()[i] *= 1 + i % 7;
      }
    }
    sums.addChunks(3);
    Path file = directory.resolve("another-" + imatrix.getFileName());
    ImatrixFile.writeGguf(file, sums);
    return file;
  }

  private static String sha256(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
  }
}
