package dev.quantloop.app.cli.report;

import dev.quantloop.llama.imatrix.statistics.ShownStatistics;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** The table of {@code llama-imatrix --show-statistics}, character by character. */
public final class ShownStatisticsReport {
  private static final String HEADINGS =
      " Layer\t       Tensor\t          Σ(Act²)\t  Min\t            Max\t           μ\t   σ\t % Active\tN\t   Entropy\tE (norm)\tZD\t  CosSim";

  private ShownStatisticsReport() {}

  /**
   * @param file its name as it was given
   */
  public static void print(PrintWriter out, String file, ShownStatistics statistics) {
    out.printf("%nComputing statistics for %s (%d tensors)%n", file, statistics.rows().size());
    out.printf("%n%s%n%s%n", HEADINGS, "=".repeat(169));
    for (ShownStatistics.Row row : statistics.rows()) {
      out.printf(
          "%5s\t%-20s\t%s\t%s\t%s\t%s\t%s\t%s%%\t%6d\t%s\t%s%%\t%s%%\t%s%n",
          row.layer(),
          row.kind(),
          fixed(row.total(), 10, 2),
          fixed(row.min(), 8, 4),
          fixed(row.max(), 11, 4),
          fixed(row.mean(), 6, 2),
          fixed(row.deviation(), 6, 2),
          fixed(row.active() * 100, 8, 2),
          row.columns(),
          fixed(row.entropy(), 10, 4),
          fixed(row.normalizedEntropy(), 6, 2),
          fixed(100 * row.zd(), 10, 2),
          fixed(row.cosine(), 8, 4));
    }
    printLayers(out, statistics);
    out.flush();
  }

  private static void printLayers(PrintWriter out, ShownStatistics statistics) {
    out.printf(
        "%nComputing weighted average statistics per layer (%d layers)%n",
        statistics.layers().size());
    out.printf("%n  Layer\t     μΣ(Act²)\t      μZD\tμCosSim%n%s%n", "=".repeat(48));
    for (ShownStatistics.Layer layer : statistics.layers()) {
      out.printf(
          "%5d\t%s\t%s%%\t%s%n",
          layer.layer(),
          fixed(layer.total(), 14, 2),
          fixed(100 * layer.zd(), 10, 4),
          fixed(layer.cosine(), 6, 4));
    }
    out.println();
  }

  /** The outcome of 0 / 0 is -nan in C. */
  private static String fixed(float value, int width, int decimals) {
    return fixed(value, width, decimals, "-nan");
  }

  /**
   * As C's printf, which rounds the exact value.
   *
   * @param nan how it writes what is not a number
   */
  static String fixed(double value, int width, int decimals, String nan) {
    String text;
    if (Double.isFinite(value)) {
      text = new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
      text = value < 0 && !text.startsWith("-") ? "-" + text : text;
    } else {
      text = Double.isNaN(value) ? nan : value > 0 ? "inf" : "-inf";
    }
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
