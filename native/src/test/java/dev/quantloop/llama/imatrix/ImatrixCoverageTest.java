package dev.quantloop.llama.imatrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufWriter;
import java.nio.file.Path;
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
            "2 of 4 weights have no importance; the first is blk.0.attn_q.weight",
            "in 1 of 4 weights some experts saw no token; the first is blk.0.ffn_up_exps.weight"),
        ImatrixCoverage.of(model, sums).gaps());
    activate(sums.entry("blk.0.attn_q.weight", 2, 1), 0);
    activate(sums.entry("blk.0.ffn_up_exps.weight", 2, 2), 1);
    activate(sums.entry("blk.1.nextn.eh_proj.weight", 2, 1), 0);
    assertEquals(List.of(), ImatrixCoverage.of(model, sums).gaps());
  }

  @Test
  void expectsNoSumsOfLayersThatAreNeverRun() {
    ImatrixCoverage coverage = ImatrixCoverage.ofAny(model);
    assertEquals(List.of("blk.1.attn_q.weight", "blk.1.nextn.eh_proj.weight"), coverage.missing());
    assertEquals(Set.of("blk.0.attn_q.weight", "blk.0.ffn_up_exps.weight"), coverage.covered());
  }
}
