package dev.quantloop.llama.probe;

import dev.quantloop.llama.AbortSignal;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.collect.ImatrixCollector;
import dev.quantloop.llama.evaluate.KldPass;
import dev.quantloop.llama.evaluate.LogitMemory;
import dev.quantloop.llama.evaluate.PerplexityPass;
import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.library.NativeReport.Check;
import dev.quantloop.llama.model.Context;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.QuantizeOptions;
import dev.quantloop.llama.quantize.Quantizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A page of text through the demo model, in every way that Quantloop uses the library: tokenizing,
 * F16 perplexity, imatrix, quantizing, and a quantized model against the original. The expected
 * figures were recorded with llama.cpp's own tools; kernels differ in the order of their sums,
 * hence the tolerances.
 */
final class SelfTest {
  private static final int CONTEXT = 256;
  private static final int THREADS = 1;
  private static final int EXPECTED_TOKENS = 863;
  private static final double EXPECTED_PPL = 44.642;
  private static final double PPL_TOLERANCE = 0.01;
  private static final int EXPECTED_ENTRIES = 42;
  private static final double EXPECTED_KLD = 0.0383;

  private final LlamaLibrary library;
  private final Path modelFile;
  private final Consumer<String> stage;
  private final DecodeSettings settings = new DecodeSettings(CONTEXT, 2 * CONTEXT, 128, THREADS);
  private final List<Check> checks = new ArrayList<>();

  private SelfTest(LlamaLibrary library, Path modelFile, Consumer<String> stage) {
    this.library = library;
    this.modelFile = modelFile;
    this.stage = stage;
  }

  /**
   * @param scratch a directory for the files that it makes; the caller's to delete, for this
   *     process may die of the test
   * @param stage told what is about to be tried, for that case
   */
  static List<Check> run(LlamaLibrary library, Path model, Path scratch, Consumer<String> stage) {
    SelfTest test = new SelfTest(library, model, stage);
    test.run(scratch);
    return test.checks;
  }

  private void run(Path scratch) {
    stage.accept("loading an F16 model");
    try (Model model = Model.load(library, modelFile, ModelOptions.DEFAULT)) {
      echo(model);
      int[] tokens = tokens(model);
      stage.accept("evaluating an F16 model");
      perplexity(model, tokens);
      stage.accept("collecting an imatrix");
      Path imatrix = scratch.resolve("imatrix.gguf");
      imatrix(model, tokens, imatrix);
      stage.accept("quantizing");
      Path quant = scratch.resolve("quant.gguf");
      Quantizer.quantize(
          library,
          modelFile,
          quant,
          QuantizeOptions.of(QuantType.Q4_K_M, imatrix, THREADS),
          ProgressListener.NONE);
      stage.accept("evaluating a Q4_K model");
      kld(model, quant, tokens);
    }
  }

  private void echo(Model model) {
    DecodeSettings odd = new DecodeSettings(CONTEXT, 3 * CONTEXT, 96, 2);
    try (Context context = new Context(model, odd, null, AbortSignal.NEVER)) {
      Context.Echo echo = context.echo();
      check(
          "settings come back",
          echo.equals(new Context.Echo(3 * CONTEXT, 3 * CONTEXT, 96, 3, 2)),
          echo.toString());
    }
  }

  private int[] tokens(Model model) {
    int[] tokens = model.tokenizer().tokenize(text(), true, false);
    check("tokens of the page", tokens.length == EXPECTED_TOKENS, Integer.toString(tokens.length));
    return Arrays.copyOf(tokens, tokens.length / CONTEXT * CONTEXT);
  }

  private void perplexity(Model model, int[] tokens) {
    List<Double> nll = new ArrayList<>();
    try (PerplexityPass pass =
        PerplexityPass.open(model, settings, ScoredPositions.SECOND_HALF, AbortSignal.NEVER)) {
      pass.run(tokens, (chunk, values) -> Arrays.stream(values).forEach(nll::add));
    }
    double ppl = Math.exp(nll.stream().mapToDouble(x -> x).average().orElse(Double.NaN));
    check(
        "perplexity of an F16 model",
        Math.abs(ppl / EXPECTED_PPL - 1) < PPL_TOLERANCE,
        figure(ppl) + ", expected " + figure(EXPECTED_PPL));
  }

  private void imatrix(Model model, int[] tokens, Path file) {
    try (ImatrixCollector collector =
        ImatrixCollector.open(model, settings, false, AbortSignal.NEVER)) {
      collector.collect(tokens, ProgressListener.NONE);
      ImatrixSums sums = collector.sums();
      boolean allSeen =
          sums.entries().values().stream().allMatch(e -> e.counts()[0] == tokens.length);
      check(
          "imatrix entries",
          sums.entries().size() == EXPECTED_ENTRIES && allSeen,
          sums.entries().size() + " of " + EXPECTED_ENTRIES);
      ImatrixFile.writeGguf(file, sums);
    }
  }

  private void kld(Model baseline, Path quant, int[] tokens) {
    List<Double> values = new ArrayList<>();
    try (Model candidate = Model.load(library, quant, ModelOptions.DEFAULT.withWritableWeights());
        KldPass pass =
            KldPass.open(
                baseline,
                new LogitMemory(0),
                List.of(candidate),
                settings,
                ScoredPositions.SECOND_HALF,
                AbortSignal.NEVER)) {
      pass.run(
          tokens,
          0,
          (c, scores) -> {
            for (float kld : scores.kld()) {
              values.add((double) kld);
            }
          });
    }
    double mean = values.stream().mapToDouble(x -> x).average().orElse(Double.NaN);
    check(
        "divergence of a Q4_K_M model",
        mean > EXPECTED_KLD / 1.5 && mean < EXPECTED_KLD * 1.5,
        figure(mean) + ", expected about " + figure(EXPECTED_KLD));
  }

  private static String text() {
    try (InputStream in = SelfTest.class.getResourceAsStream("self-test.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String figure(double value) {
    return String.format(Locale.US, "%.4f", value);
  }

  private void check(String name, boolean passed, String detail) {
    checks.add(new Check(name, passed, detail));
  }
}
