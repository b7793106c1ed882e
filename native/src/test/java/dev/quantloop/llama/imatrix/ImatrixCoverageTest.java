package dev.quantloop.llama.imatrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImatrixCoverageTest {
  @TempDir private Path directory;
  private GgufFile model;

  @BeforeEach
  void writeAModelOfTwoLayersOfWhichOnePredictsFurtherTokens() {
    GgufWriter writer =
        new GgufWriter()
            .putText("general.architecture", "glm4moe")
            .putUint32("glm4moe.block_count", 2)
            .putUint32("glm4moe.nextn_predict_layers", 1)
            .addF32("token_embd.weight", new double[4], 2, 2)
            .addF32("blk.0.attn_norm.weight", new double[2], 2)
            .addF32("blk.0.ffn_gate_inp.weight", new double[4], 2, 2)
            .addF32("blk.0.attn_q.weight", new double[4], 2, 2)
            .addF32("blk.0.ffn_up_exps.weight", new double[8], 2, 2, 2)
            .addF32("blk.1.attn_q.weight", new double[4], 2, 2)
            .addF32("blk.1.nextn.eh_proj.weight", new double[4], 2, 2);
    Path file = directory.resolve("model.gguf");
    writer.write(file);
    model = GgufFile.read(file);
  }

  private static void activate(ImatrixEntry entry, int expert) {
    entry.counts()[expert] = 512;
    entry.sums()[2 * expert] = 1;
  }

  @Test
  void namesTheWeightsWithoutSumsAndThoseWhoseExpertsSawNoToken() {
    ImatrixSums sums = new ImatrixSums(512);
    sums.entry("blk.0.attn_q.weight", 2, 1).counts()[0] = 512;
    activate(sums.entry("blk.0.ffn_up_exps.weight", 2, 2), 0);
    activate(sums.entry("blk.1.attn_q.weight", 2, 1), 0);
    assertEquals(
        List.of(
            "1 of 4 weights have no importance; the first is blk.0.attn_q.weight (layer 0)",
            "layer 1 predicts further tokens and is not calibrated; weights without importance there: 1",
            "1 of 2 experts (50.0 %) saw no token, so that quantizing takes all their inputs as equally important (layer 0)",
            "2 of 4 columns (50.0 %) were never active and count for nothing when quantizing"),
        ImatrixCoverage.of(model, sums).gaps());
    activate(sums.entry("blk.0.attn_q.weight", 2, 1), 0);
    activate(sums.entry("blk.0.ffn_up_exps.weight", 2, 2), 1);
    activate(sums.entry("blk.1.nextn.eh_proj.weight", 2, 1), 0);
    sums.entries().values().forEach(entry -> Arrays.fill(entry.sums(), 1));
    assertEquals(List.of(), ImatrixCoverage.of(model, sums).gaps());
    sums.entry("blk.0.ffn_up_exps.weight", 2, 2).counts()[1] = 20;
    activate(sums.entry("blk.7.other.weight", 2, 1), 0);
    assertEquals(
        List.of(
            "1 of 2 experts (50.0 %) saw less than a tenth of their share, which their importance rests on (layer 0)",
            "entries of no tensor of the model: 1; the first is blk.7.other.weight"),
        ImatrixCoverage.of(model, sums).gaps());
  }

  @Test
  void gateUpAndTheTwoMergedStandForEachOther() {
    ImatrixSums sums = new ImatrixSums(512);
    activate(sums.entry("blk.0.attn_q.weight", 2, 1), 0);
    activate(sums.entry("blk.0.ffn_gate_up_exps.weight", 2, 2), 1);
    ImatrixCoverage coverage = ImatrixCoverage.of(model, sums);
    assertEquals(List.of("blk.0.ffn_up_exps.weight"), coverage.borrowed());
    assertEquals(List.of(), coverage.foreign());
    assertTrue(coverage.covered().contains("blk.0.ffn_up_exps.weight"));
    assertArrayEquals(
        new float[] {1, 1, 1f / 512, 0},
        sums.completedFor(model).entries().get("blk.0.ffn_up_exps.weight").meanSquares());
    assertFalse(sums.entries().containsKey("blk.0.ffn_up_exps.weight"));
    activate(sums.entry("blk.0.ffn_gate_exps.weight", 2, 2), 1);
    assertEquals(List.of(), ImatrixCoverage.of(model, sums).foreign());
  }

  @Test
  void aNeutralPriorPullsWhatRestsOnFewTokensTowardsOne() {
    ImatrixSums sums = new ImatrixSums(512);
    ImatrixEntry entry = sums.entry("blk.0.ffn_up_exps.weight", 2, 2);
    activate(entry, 0);
    ImatrixEntry with = sums.withNeutralPrior(4).entries().get("blk.0.ffn_up_exps.weight");
    assertArrayEquals(new float[] {5f / 516, 4f / 516, 1, 1}, with.meanSquares());
    assertEquals(512, entry.counts()[0]);
  }

  @Test
  void expectsNoSumsOfLayersThatAreNeverRun() {
    ImatrixCoverage coverage = ImatrixCoverage.ofAny(model);
    assertEquals(List.of("blk.1.attn_q.weight", "blk.1.nextn.eh_proj.weight"), coverage.missing());
    assertEquals(Set.of("blk.0.attn_q.weight", "blk.0.ffn_up_exps.weight"), coverage.covered());
  }
}
