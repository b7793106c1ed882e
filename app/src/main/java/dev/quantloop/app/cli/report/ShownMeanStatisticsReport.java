package dev.quantloop.app.cli.report;

import dev.quantloop.llama.imatrix.statistics.ShownMeanStatistics;
import java.io.PrintWriter;
import java.util.List;

/**
 * The table of {@code llama-imatrix --show-statistics} of llama.cpp v0.8, character by character.
 */
public final class ShownMeanStatisticsReport {
  private static final int NAME_WIDTH = 40;

  private ShownMeanStatisticsReport() {}

  /**
   * @param file its name as it was given
   */
  public static void print(PrintWriter out, String file, ShownMeanStatistics statistics) {
    boolean distances = statistics.everywhere();
    out.printf(
        "%nComputing tensor statistics for %s (%d tensors)%n%n", file, statistics.rows().size());
    out.printf(
        " Layer | %-40s |       Mean    StdDev        Skew        Kurt   H Norm |        ∑ E[A²]    Gain | %s       PCC       Cov%n%s%n",
        "Tensor", distances ? "     L2 Dist" : "", "-".repeat(distances ? 165 : 153));
    for (ShownMeanStatistics.Row row : statistics.rows()) {
      out.printf(
          "%6s | %-40s | %s%s%s%s%s%% | %s%s | %s%s%s%n",
          row.layer(),
          shortened(row.weight()),
          fixed(row.mean(), 10, 4),
          fixed(row.deviation(), 10, 4),
          fixed(row.skewness(), 12, 4),
          fixed(row.kurtosis(), 12, 4),
          fixed(row.normalizedEntropy(), 8, 2),
          fixed(row.total(), 14, 4),
          fixed(row.gain(), 8, 2),
          distances ? fixed(row.distance(), 12, 4) : "",
          fixed(row.correlation(), 10, 4),
          fixed(row.covariance(), 10, 4));
    }
    statistics.layers().ifPresent(layers -> printLayers(out, file, statistics, layers));
    out.flush();
  }

  private static void printLayers(
      PrintWriter out,
      String file,
      ShownMeanStatistics statistics,
      List<ShownMeanStatistics.Layer> layers) {
    boolean distances = statistics.everywhere();
    out.printf(
        "%nComputing layer statistics for %s (%d layers)%n%n", file, statistics.layerCount());
    out.printf(
        " Layer |        ∑ E[A²]    Gain | %s   CosSim      PCC         Cov%n%s%n",
        distances ? "     L2 Dist" : "", "-".repeat(distances ? 76 : 64));
    for (ShownMeanStatistics.Layer layer : layers) {
      out.printf(
          "%6s | %s%s | %s%s%s%s%n",
          layer.layer(),
          fixed(layer.total(), 14, 4),
          fixed(layer.gain(), 8, 2),
          distances ? fixed(layer.distance(), 12, 4) : "",
          fixed(layer.cosine(), 9, 4),
          fixed(layer.correlation(), 9, 4),
          fixed(layer.covariance(), 12, 4));
    }
    out.println();
  }

  private static String shortened(String name) {
    int length = name.length();
    return length <= NAME_WIDTH ? name : ".." + name.substring(length - (NAME_WIDTH - 2));
  }

  private static String fixed(double value, int width, int decimals) {
    return ShownStatisticsReport.fixed(value, width, decimals, "nan");
  }
}
