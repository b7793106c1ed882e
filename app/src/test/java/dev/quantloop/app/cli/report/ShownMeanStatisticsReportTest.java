package dev.quantloop.app.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.imatrix.statistics.ShownMeanStatistics;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables are what llama-imatrix v0.8 printed of these sums. */
class ShownMeanStatisticsReportTest {
  @ParameterizedTest
  @CsvSource({"means,true,0", "means-nextn,true,2", "means-mixed,false,0"})
  void agreesWithLlamaImatrixToTheDigit(String name, boolean everywhere, int nextLayers)
      throws IOException {
    ImatrixSums sums = odd(everywhere);
    sums.noteNextLayers(nextLayers);
    StringWriter text = new StringWriter();
    ShownMeanStatisticsReport.print(
        new PrintWriter(text), name + ".gguf", ShownMeanStatistics.of(sums));
    try (InputStream table =
        getClass().getResourceAsStream("show-statistics-%s.txt".formatted(name))) {
      assertEquals(new String(table.readAllBytes(), StandardCharsets.UTF_8), text.toString());
    }
  }

  /**
   * Dense weights, experts, weights that not all layers have, zeros, a single column, long names
   * and names of all kinds.
   *
   * @param everywhere whether all have sums of plain activations, and no layer is left out
   */
  static ImatrixSums odd(boolean everywhere) {
    ImatrixSums sums = new ImatrixSums(64);
    sums.addChunks(2);
    Random random = new Random(17);
    for (int layer : everywhere ? new int[] {0, 1, 2, 3, 4} : new int[] {0, 1, 3}) {
      String block = "blk.%d.".formatted(layer);
      fill(sums.entryWithPlain(block + "attn_q.weight", 300, 1), random, 128);
      long rare = layer == 2 ? 0 : 32;
      fill(sums.entryWithPlain(block + "ffn_down_exps.weight", 40, 3), random, 64, rare, 7);
      fill(sums.entryWithPlain(block + "single.weight", 1, 1), random, 128);
      fill(sums.entryWithPlain(block + "unseen.weight", 4, 1), random, layer == 1 ? 0 : 128);
      sums.entryWithPlain(block + "zeros.weight", 5, 1).counts()[0] = layer < 2 ? 128 : 0;
      if (layer != 1) {
        fill(
            sums.entryWithPlain(block + "some.layers.have.it.weight", 30 + layer / 4, 1),
            random,
            128);
      }
      if (layer > 2) {
        fill(sums.entryWithPlain(block + "nextn.eh_proj.weight", 9, 1), random, 126);
      }
    }
    fill(sums.entryWithPlain("output.weight", 100, 1), random, 128);
    fill(sums.entryWithPlain("weight", 3, 1), random, 128);
    fill(
        sums.entryWithPlain("mm.0.a_name_that_is_longer_than_forty_bytes.weight", 3, 1),
        random,
        128);
    if (!everywhere) {
      fill(sums.entry("blk.1.squares.weight", 20, 1), random, 128);
      fill(sums.entryWithPlain("blk.3.squares.weight", 20, 1), random, 128);
    }
    return sums;
  }

  private static void fill(ImatrixEntry entry, Random random, long... counts) {
    System.arraycopy(counts, 0, entry.counts(), 0, counts.length);
    for (int i = 0; i < entry.sums().length; i++) {
      float count = counts[i / entry.columns()];
      float mean = (float) (Math.pow(random.nextGaussian(), 3) * (i % 11 == 5 ? 1e-4 : 1));
      entry.sums()[i] = (mean * mean + (float) Math.abs(random.nextGaussian())) * count;
      if (entry.plain() != null) {
        entry.plain()[i] = mean * count;
      }
    }
  }
}
