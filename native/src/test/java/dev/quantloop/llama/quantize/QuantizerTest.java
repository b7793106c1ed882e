package dev.quantloop.llama.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Native;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.Remedy;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizerTest {
  private static final String REFUSED = "refused";

  @TempDir Path directory;

  static Stream<String> whatLlamaQuantizeWrote() {
    return Native.referenceLines("quantize.sha256").stream();
  }

  @ParameterizedTest
  @MethodSource("whatLlamaQuantizeWrote")
  void writesByteForByteWhatLlamaQuantizeWrites(String line) throws Exception {
    String expected = line.substring(0, line.indexOf(' '));
    QuantizeOptions options = options(line.substring(expected.length() + 1).split(" "));
    Path output = directory.resolve("quant.gguf");
    if (expected.equals(REFUSED)) {
      LlamaException refusal = assertThrows(LlamaException.class, () -> quantize(output, options));
      assertTrue(refusal.getMessage().contains("needs an importance matrix"));
      assertEquals(Remedy.GIVE_IMATRIX, refusal.remedy().orElseThrow());
      assertFalse(Files.exists(output));
    } else {
      QuantizeResult result = quantize(output, options);
      assertEquals(expected, sha256(output));
      if (options.type() != QuantType.COPY && options.library().equals(LibraryOptions.NONE)) {
        assertEquals(expected, result.sha256().orElseThrow());
      }
      assertEquals(Files.size(output), result.bytes());
    }
    assertNoTemporaryIsLeft();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" Q4_K_M", "--imatrix imatrix.gguf Q4_0", "--imatrix imatrix.gguf Q2_K_S"})
  void soDoesTheLibrary(String arguments) throws Exception {
    String line =
        Native.referenceLines("quantize.sha256").stream()
            .filter(known -> known.endsWith(arguments) && known.contains(" " + arguments.strip()))
            .min(Comparator.comparingInt(String::length))
            .orElseThrow();
    Path output = directory.resolve("quant.gguf");
    QuantizeResult result =
        Quantizer.quantize(
            Native.library(),
            Native.DEMO_MODEL,
            output,
            options(arguments.strip().split(" ")),
            forecast -> {},
            ProgressListener.NONE,
            true);
    assertEquals(line.substring(0, line.indexOf(' ')), sha256(output));
    assertTrue(result.sha256().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aModelThatIsAlignedOtherwiseGivesTheSameQuant(boolean byLibrary) throws IOException {
    GgufFile plain = quant(Native.DEMO_MODEL, "plain.gguf", byLibrary);
    GgufFile other = quant(AlignedDemo.write(directory), "other.gguf", byLibrary);
    assertEquals(GgufFile.DEFAULT_ALIGNMENT, other.alignment());
    assertEquals(plain.byName().keySet(), other.byName().keySet());
    assertArrayEquals(data(plain), data(other));
  }

  private GgufFile quant(Path model, String name, boolean byLibrary) {
    Path output = directory.resolve(name);
    QuantizeOptions options = options(new String[] {"Q4_K_M"});
    Quantizer.quantize(
        Native.library(), model, output, options, forecast -> {}, ProgressListener.NONE, byLibrary);
    return GgufFile.read(output);
  }

  private static byte[] data(GgufFile file) throws IOException {
    byte[] bytes = Files.readAllBytes(file.path());
    return Arrays.copyOfRange(bytes, (int) file.tensors().get(0).offset(), bytes.length);
  }

  /** Understands the arguments of llama-quantize as far as the reference uses them. */
  private static QuantizeOptions options(String[] arguments) {
    QuantType type = QuantType.parse(arguments[arguments.length - 1]);
    String imatrix = null;
    String embedding = null;
    String output = null;
    boolean pure = false;
    boolean leave = false;
    List<String> overrides = new ArrayList<>();
    List<String> include = new ArrayList<>();
    List<String> exclude = new ArrayList<>();
    LayerPruning pruning = LayerPruning.NONE;
    List<MetadataOverride> metadata = new ArrayList<>();
    for (int i = 0; i < arguments.length - 1; i++) {
      switch (arguments[i]) {
        case "--imatrix" -> imatrix = arguments[++i];
        case "--token-embedding-type" -> embedding = arguments[++i];
        case "--output-tensor-type" -> output = arguments[++i];
        case "--tensor-type" -> overrides.add(arguments[++i]);
        case "--include-weights" -> include.add(arguments[++i]);
        case "--exclude-weights" -> exclude.add(arguments[++i]);
        case "--prune-layers" -> pruning = LayerPruning.parse(arguments[++i]);
        case "--override-kv" -> metadata.add(MetadataOverride.parse(arguments[++i]));
        case "--pure" -> pure = true;
        case "--leave-output-tensor" -> leave = true;
        default -> throw new IllegalArgumentException(arguments[i]);
      }
    }
    return new QuantizeOptions(
            type,
            imatrix == null ? null : Native.reference(imatrix),
            imatrix,
            2,
            embedding,
            output,
            overrides,
            pure,
            false,
            leave)
        .with(new ImatrixUse(include, exclude, 0), new LibraryOptions(pruning, metadata, false, 0));
  }

  @Test
  void reportsEveryTensorAndTheSizeOfTheResult() throws IOException {
    Path output = directory.resolve("quant.gguf");
    List<Long> done = new ArrayList<>();
    QuantizeResult result =
        Quantizer.quantize(
            Native.library(),
            Native.DEMO_MODEL,
            output,
            QuantizeOptions.of(QuantType.Q8_0, null, 2),
            (n, total) -> {
              assertEquals(56, total);
              done.add(n);
            });
    assertEquals(56, done.size());
    assertEquals(Files.size(output), result.bytes());
    assertEquals(8.5, result.bitsPerWeight(), 0.1);
  }

  @Test
  void refusesAnUnknownTensorTypeByNamingTheKnownOnes() {
    QuantizeOptions options =
        new QuantizeOptions(
            QuantType.Q4_K_M, null, null, 1, "q4_x", null, List.of(), false, false, false);
    LlamaException refusal =
        assertThrows(
            LlamaException.class, () -> quantize(directory.resolve("quant.gguf"), options));
    assertTrue(refusal.getMessage().contains("q4_x"));
    assertTrue(refusal.getMessage().contains("q4_K"));
  }

  @Test
  void refusesTensorTypesThatWouldEndTheProcess() {
    for (String type : List.of("DEPRECATED", "i8", "Q8_1", "q8_K", "f64")) {
      String refusal = refusalOf(null, null, List.of("ffn_down=" + type));
      assertTrue(refusal.startsWith("there is not a tensor type '" + type + "'"), refusal);
      assertFalse(refusal.contains("DEPRECATED,") || refusal.contains("q8_K,"), refusal);
    }
    String needs = " needs an importance matrix";
    assertEquals("iq3_xxs" + needs, refusalOf(null, null, List.of("ffn_down=iq3_xxs")));
    assertEquals("iq2_xxs" + needs, refusalOf(null, null, List.of("token_embd=iq2_xxs")));
    assertEquals("iq1_s" + needs, refusalOf("iq1_s", null, List.of()));
    assertEquals("IQ2_S" + needs, refusalOf(null, null, List.of("output=iq2_s")));
    assertEquals("IQ2_XS" + needs, refusalOf(null, "IQ2_XS", List.of()));
  }

  private String refusalOf(String embedding, String output, List<String> overrides) {
    QuantizeOptions options =
        new QuantizeOptions(
            QuantType.Q4_K_M, null, null, 1, embedding, output, overrides, false, false, false);
    Path file = directory.resolve("quant.gguf");
    String message = assertThrows(LlamaException.class, () -> quantize(file, options)).getMessage();
    assertFalse(Files.exists(file));
    return message;
  }

  @Test
  void leavesTheModelAloneWhenItIsTheOutputToo() throws Exception {
    Path model = Files.copy(Native.DEMO_MODEL, directory.resolve("model.gguf"));
    QuantizeOptions options = QuantizeOptions.of(QuantType.Q4_0, null, 1);
    assertThrows(
        LlamaException.class,
        () -> Quantizer.quantize(Native.library(), model, model, options, ProgressListener.NONE));
    assertEquals(sha256(Native.DEMO_MODEL), sha256(model));
  }

  @Test
  void refusesToRequantizeUnlessAllowed() {
    Path once = directory.resolve("once.gguf");
    quantize(once, QuantizeOptions.of(QuantType.Q8_0, null, 2));
    QuantizeOptions again = QuantizeOptions.of(QuantType.Q4_0, null, 2);
    LlamaException refusal =
        assertThrows(
            LlamaException.class,
            () ->
                Quantizer.quantize(
                    Native.library(),
                    once,
                    directory.resolve("twice.gguf"),
                    again,
                    ProgressListener.NONE));
    assertTrue(refusal.getMessage().contains("requantizing"), refusal.getMessage());
  }

  @Test
  void tensorsOfCoarseTypesThatStayAsTheyAreNeedNoImatrix() throws IOException {
    Path coarse = directory.resolve("coarse.gguf");
    String arguments =
        "--imatrix imatrix.gguf --tensor-type attn_k=iq2_s --tensor-type blk=q8_0 Q8_0";
    quantize(coarse, options(arguments.split(" ")));
    Path again = directory.resolve("again.gguf");
    QuantizeOptions requantizing =
        new QuantizeOptions(
            QuantType.Q4_0, null, null, 2, null, null, List.of(), false, true, false);
    Quantizer.quantize(Native.library(), coarse, again, requantizing, ProgressListener.NONE);
    GgufTensor kept = GgufFile.read(again).byName().get("blk.0.attn_k.weight");
    assertEquals(GgmlType.IQ2_S, kept.type());
    assertArrayEquals(bytes(coarse, "blk.0.attn_k.weight"), bytes(again, "blk.0.attn_k.weight"));
  }

  @Test
  void whatStaysAsItIsChangesNoOtherTypes() {
    Path mixed = directory.resolve("mixed.gguf");
    String arguments =
        "--imatrix imatrix.gguf --tensor-type blk\\.0\\.(attn_v|ffn_down)=iq2_s --tensor-type blk=q8_0 Q8_0";
    quantize(mixed, options(arguments.split(" ")));
    QuantizeOptions medium =
        new QuantizeOptions(
            QuantType.Q4_K_M, null, null, 2, null, null, List.of(), false, true, false);

    Map<String, GgmlType> kept = forecast(mixed, medium);
    Map<String, GgmlType> plain = forecast(Native.DEMO_MODEL, medium);

    assertEquals(GgmlType.IQ2_S, kept.remove("blk.0.attn_v.weight"));
    assertEquals(GgmlType.IQ2_S, kept.remove("blk.0.ffn_down.weight"));
    plain.keySet().removeIf(tensor -> !kept.containsKey(tensor));
    assertEquals(plain, kept);
  }

  private static Map<String, GgmlType> forecast(Path model, QuantizeOptions options) {
    return Quantizer.forecast(Native.library(), GgufFile.read(model), options, Set.of())
        .orElseThrow()
        .tensors()
        .stream()
        .collect(Collectors.toMap(GgufTensor::name, GgufTensor::type));
  }

  private static byte[] bytes(Path file, String name) throws IOException {
    GgufTensor tensor = GgufFile.read(file).byName().get(name);
    int start = (int) tensor.offset();
    return Arrays.copyOfRange(Files.readAllBytes(file), start, start + (int) tensor.bytes());
  }

  @Test
  void refusesAPartialImatrixBeforeAnythingIsComputed() {
    ImatrixSums sums = ImatrixFile.read(Native.reference("imatrix.gguf"));
    ImatrixSums half = new ImatrixSums(sums.chunkSize());
    sums.entries()
        .forEach(
            (name, entry) -> {
              if (name.startsWith("blk.0.")) {
                ImatrixEntry copy = half.entry(name, entry.columns(), entry.experts());
                System.arraycopy(entry.sums(), 0, copy.sums(), 0, entry.sums().length);
                copy.counts()[0] = entry.counts()[0];
              }
            });
    Path imatrix = directory.resolve("half.gguf");
    ImatrixFile.writeGguf(imatrix, half);
    Path output = directory.resolve("quant.gguf");
    QuantizeOptions options = QuantizeOptions.of(QuantType.IQ2_XS, imatrix, 1);
    LlamaException refusal =
        assertThrows(
            LlamaException.class,
            () ->
                Quantizer.quantize(
                    Native.library(),
                    Native.DEMO_MODEL,
                    output,
                    options,
                    (done, total) -> {
                      throw new AssertionError("a tensor was quantized");
                    }));
    assertEquals(Remedy.CHOOSE_TENSOR_TYPE, refusal.remedy().orElseThrow());
    assertTrue(
        refusal.getMessage().startsWith("IQ2_XS needs importance for blk.1."),
        refusal.getMessage());
    assertFalse(Files.exists(output));
    QuantForecast forecast =
        Quantizer.forecast(
                Native.library(),
                GgufFile.read(Native.DEMO_MODEL),
                QuantizeOptions.of(QuantType.IQ2_XS, null, 1),
                half.entries().keySet())
            .orElseThrow();
    assertTrue(forecast.refused().contains("blk.1.attn_q.weight"));
    assertFalse(forecast.refused().contains("blk.0.attn_q.weight"));
    quantize(output, QuantizeOptions.of(QuantType.Q4_0, imatrix, 1));
  }

  @Test
  void refusesEmbeddingsOfTypesThatEndTheProcessWithoutImportance() {
    Path output = directory.resolve("quant.gguf");
    Path imatrix = Native.reference("imatrix.gguf");
    for (String rule : List.of("^token_embd\\.weight$=iq2_xxs", "token_embd=iq1_s")) {
      QuantizeOptions options =
          QuantizeOptions.of(QuantType.Q4_0, imatrix, 1).withTypes(QuantType.Q4_0, List.of(rule));
      LlamaException refusal = assertThrows(LlamaException.class, () -> quantize(output, options));
      assertTrue(
          refusal.getMessage().matches("IQ(2_XX|1_)S needs importance for token_embd.weight, .*"),
          refusal.getMessage());
    }
    assertFalse(Files.exists(output));
  }

  @Test
  void anOverrideMayNeedAnImatrixToo() {
    assertTrue(withOverride("^blk\\.0\\.ffn_down\\.weight$=iq2_s").needsImatrix());
    assertFalse(withOverride("^token_embd\\.weight$=iq2_s").needsImatrix());
    assertFalse(withOverride("^(per_layer_)?token_embd\\.weight$=iq2_s").needsImatrix());
    assertTrue(withOverride("ffn_down=iq2_s").needsImatrix());
    assertFalse(withOverride("ffn_down=iq3_s").needsImatrix());
    assertFalse(withOverride("token_embd=iq2_s").needsImatrix());
    assertTrue(withOverride("token_embd=iq2_xs").needsImatrix());
  }

  private static QuantizeOptions withOverride(String override) {
    return new QuantizeOptions(
        QuantType.Q4_K_M, null, null, 1, null, null, List.of(override), false, false, false);
  }

  private static QuantizeResult quantize(Path output, QuantizeOptions options) {
    return Quantizer.quantize(
        Native.library(), Native.DEMO_MODEL, output, options, ProgressListener.NONE);
  }

  private void assertNoTemporaryIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertTrue(files.allMatch(f -> f.getFileName().toString().equals("quant.gguf")));
    }
  }

  private static String sha256(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
  }
}
