package dev.quantloop.app.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.imatrix.statistics.ShownStatistics;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShownStatisticsReportTest {
  /** The table is what llama-imatrix v0.5 printed of these sums, without the times before lines. */
  @Test
  void agreesWithLlamaImatrixToTheDigit() throws IOException {
    StringWriter text = new StringWriter();
    ShownStatisticsReport.print(new PrintWriter(text), "odd.gguf", ShownStatistics.of(odd()));

    try (InputStream table = getClass().getResourceAsStream("show-statistics.txt")) {
      assertEquals(new String(table.readAllBytes(), StandardCharsets.UTF_8), text.toString());
    }
  }

  /** Dense weights, experts, gaps, zeros, a single column, and names of all kinds. */
  static ImatrixSums odd() {
    ImatrixSums sums = new ImatrixSums(64);
    sums.addChunks(2);
    Random random = new Random(17);
    for (int layer : new int[] {0, 1, 2, 4, 12}) {
      String block = "blk.%d.".formatted(layer);
      fill(sums.entry(block + "attn_q.weight", 300, 1), random, 128);
      fill(sums.entry(block + "ffn_down_exps.weight", 40, 3), random, 64, layer == 2 ? 0 : 32, 7);
      fill(sums.entry(block + "single.weight", 1, 1), random, 128);
      fill(sums.entry(block + "unseen.weight", 4, 1), random, layer == 1 ? 0 : 128);
    }
    sums.entry("blk.0.zeros.weight", 5, 1).counts()[0] = 128;
    sums.entry("blk.1.zeros.weight", 5, 1).counts()[0] = 128;
    fill(sums.entry("output.weight", 100, 1), random, 128);
    fill(sums.entry("weight", 3, 1), random, 128);
    fill(sums.entry("mm.0.weight", 3, 1), random, 128);
    return sums;
  }

  private static void fill(ImatrixEntry entry, Random random, long... counts) {
    System.arraycopy(counts, 0, entry.counts(), 0, counts.length);
    for (int i = 0; i < entry.sums().length; i++) {
      float value = (float) (Math.pow(random.nextGaussian(), 4) * (i % 11 == 5 ? 1e-7 : 1));
      entry.sums()[i] = value * (float) counts[i / entry.columns()];
    }
  }
}
