package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.app.cli.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The expected figures are those of llama-perplexity v0.5.0 (haswell kernels, -c 128 -b 128) on the
 * Apache licence and the Q4_K_M quant that llama-quantize makes of the demo model.
 */
class KldCommandTest {
  @TempDir private static Path directory;
  private static Path quant;

  @BeforeAll
  static void quantizeOnce() {
    quant = directory.resolve("q4.gguf");
    Result result = run("quantize", StageFiles.MODEL, quant, "Q4_K_M", "2");
    assertEquals(0, result.code(), result.err());
  }

  @Test
  void agreesWithLlamaPerplexity() throws IOException {
    Map<?, ?> json = kld("--base-model", StageFiles.MODEL, "-m", quant, "-f", StageFiles.TEXT);
    assertEquals(1701, json.get("tokens"));
    assertClose(28.668506, at(json, "ppl"));
    assertClose(2.164871, at(json, "ppl_error"));
    assertClose(27.045041, at(json, "ppl_base"));
    assertClose(0.9914, at(json, "ln_ppl_correlation"));
    assertClose(0.058296, at(json, "ln_ppl_ratio"));
    assertClose(0.009878, at(json, "ln_ppl_ratio_error"));
    assertClose(1.623465, at(json, "ppl_difference"));
    assertClose(0.303938, at(json, "ppl_difference_error"));
    assertClose(0.065490, at(json, "mean"));
    assertClose(0.002044, at(json, "mean_error"));
    assertClose(0.914434, at(json, "kld_max"));
    assertClose(0.897759, at(json, "kld_99_9"));
    assertClose(0.405443, at(json, "kld_99"));
    assertClose(0.203579, at(json, "kld_95"));
    assertClose(0.142528, at(json, "kld_90"));
    assertClose(0.041698, at(json, "median"));
    assertClose(0.07001, at(json, "delta_p_rms"));
    assertClose(0.00307, at(json, "delta_p_rms_error"));
    assertClose(0.86067, at(json, "same_top"));
  }

  @Test
  void givesTheSameAgainstAFileOfTheBaseline() throws IOException {
    Path base = directory.resolve("base.kld");
    Result written =
        run(
            "kld",
            "--base-model",
            StageFiles.MODEL,
            "-f",
            StageFiles.TEXT,
            "-c",
            "128",
            "-t",
            "1",
            "--cpu-variant",
            "haswell",
            "--save-base",
            base);
    assertEquals(0, written.code(), written.err());
    Map<?, ?> json = kld("--kl-divergence-base", base, "--kl-divergence", "-m", quant);
    assertClose(28.668506, at(json, "ppl"));
    assertClose(0.065490, at(json, "mean"));
    assertClose(0.041698, at(json, "median"));
  }

  @Test
  void scoresSeveralCandidatesAtOnceAndTheBaselineItselfAsZero() {
    Result result =
        run(
            "kld",
            "--base-model",
            StageFiles.MODEL,
            "-m",
            quant,
            "-m",
            StageFiles.MODEL,
            "-f",
            StageFiles.TEXT,
            "-c",
            "128",
            "-t",
            "1",
            "--chunks",
            "4",
            "--all-positions");
    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().contains("q4.gguf"), result.out());
    assertTrue(
        result.out().lines().anyMatch(l -> l.matches("scored tokens +508 +508")), result.out());
    assertTrue(
        result.out().lines().anyMatch(l -> l.matches("same top token .* 100\\.000 ± 0\\.000 %")),
        result.out());
  }

  /** They differ from those of {@link #agreesWithLlamaPerplexity} by its rounding alone. */
  @Test
  void printsTheColumnsThatPeoplePublish() {
    List<Object> words = new ArrayList<>(List.of("kld", "-t", "1", "-b", "128", "-c", "128"));
    words.addAll(List.of("--cpu-variant", "haswell", "--base-model", StageFiles.MODEL));
    words.addAll(List.of("-m", quant, "-f", StageFiles.TEXT, "--preset", "wiki"));
    Result result = run(words.toArray());
    assertEquals(
        List.of(
            "chunks mean KLD 99% KLD 99.9% KLD max same top PPL PPL ratio PPL base",
            "q4.gguf 27 0.06546 0.4050 0.8993 0.9139 86.0 % 28.669 1.0600 27.045"),
        result.out().lines().map(line -> line.strip().replaceAll(" +", " ")).toList(),
        result.err());
    words.addAll(List.of("--columns", "usual"));
    assertTrue(run(words.toArray()).out().contains("correlation of ln PPL"));
    Result other = run("kld", "--preset", "thorough", "--base-model", quant, "-m", quant);
    assertTrue(other.message().contains("thorough is for quantloop new"), other.err());
  }

  @Test
  void refusesModelsOfDifferentVocabularies() throws IOException {
    Path other = directory.resolve("other.gguf");
    TinyModel.write(other);
    Result result =
        run("kld", "--base-model", StageFiles.MODEL, "-m", other, "-f", StageFiles.TEXT);
    assertEquals(1, result.code());
    assertTrue(result.message().contains("vocabulary"), result.err());
  }

  @Test
  void refusesFlagsThatMakeNoSense() {
    Path model = StageFiles.MODEL;
    assertEquals(2, run("kld", "-m", model).code());
    assertEquals(2, run("kld", "--base-model", model, "-m", model).code());
    assertEquals(2, run("kld", "--base-model", model, "-f", StageFiles.TEXT).code());
    assertEquals(2, run("kld", "--kl-divergence-base", "x", "--base-model", model).code());
    assertEquals(2, run("kld", "--kl-divergence-base", "x", "--all-positions", "-m", model).code());
  }

  @Test
  void refusesAFileThatIsNoBaseline() throws IOException {
    Path file = Files.writeString(directory.resolve("text.kld"), "not a baseline");
    Result result = run("kld", "--kl-divergence-base", file, "-m", quant);
    assertEquals(1, result.code());
    assertTrue(result.message().contains("text.kld"), result.err());
    assertEquals(1, run("kld", "--kl-divergence-base", "missing.kld", "-m", quant).code());
  }

  private static Map<?, ?> kld(Object... arguments) throws IOException {
    List<Object> words = new ArrayList<>(List.of("kld", "-t", "1", "-b", "128", "--json"));
    words.addAll(List.of("--cpu-variant", "haswell"));
    words.addAll(Arrays.asList(arguments));
    if (!words.contains("--kl-divergence-base")) {
      words.addAll(List.of("-c", "128"));
    }
    Result result = run(words.toArray());
    assertEquals(0, result.code(), result.err());
    return (Map<?, ?>) JSON.std.listFrom(result.out()).get(0);
  }

  private static double at(Map<?, ?> json, String name) {
    return ((Number) json.get(name)).doubleValue();
  }

  /** llama-perplexity rounds the baseline to 16 bits; 2e-3 is what that and printing cost. */
  private static void assertClose(double expected, double actual) {
    assertEquals(expected, actual, 2e-3 * Math.abs(expected));
  }

  private static Result run(Object... arguments) {
    return new CliFixture(directory)
        .run(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
  }
}
