package dev.quantloop.app.cli.report;

import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.StatisticText;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.app.stage.InspectedImatrix;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.imatrix.statistics.LayerStatistics;
import dev.quantloop.llama.imatrix.statistics.Statistic;
import dev.quantloop.llama.imatrix.statistics.StatisticValues;
import dev.quantloop.llama.imatrix.statistics.WeightStatistics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;

/** What is in an imatrix, by weight, layer and expert: as tables, JSON or CSV. */
public final class InspectReport {
  /** What the tables show unless asked for something else. */
  private static final List<Statistic> USUAL =
      List.of(
          Statistic.TOTAL,
          Statistic.MAX,
          Statistic.MEAN_SQUARE,
          Statistic.SQUARE_DEVIATION,
          Statistic.ACTIVE,
          Statistic.NORMALIZED_ENTROPY,
          Statistic.ZD_ABOVE,
          Statistic.KURTOSIS,
          Statistic.COSINE,
          Statistic.GAIN,
          Statistic.ECS);

  private static final List<Object> PLACE =
      List.of("scope", "weight", "layer", "kind", "expert", "columns", "tokens", "earlier");

  /** Lines end as in all other output: a carriage return would be spelled out on a terminal. */
  private static final CSVFormat CSV = CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

  private final InspectedImatrix imatrix;
  private final List<Statistic> statistics;

  /**
   * @param statistics those that are shown; none for the usual ones
   */
  public InspectReport(InspectedImatrix imatrix, List<Statistic> statistics) {
    this.imatrix = imatrix;
    this.statistics = statistics;
  }

  public void print(PrintWriter out) {
    ImatrixSums sums = imatrix.sums();
    out.printf(
        "%s: %s over %s of %s%n",
        imatrix.file(),
        Numbers.amount(sums.entries().size(), "weight"),
        Numbers.amount(sums.chunkCount(), "chunk"),
        Numbers.amount(sums.chunkSize(), "token"));
    out.println(basis());
    if (imatrix.neutralPrior() > 0) {
      out.printf(
          "Its neutral prior of %s is left out here.%n",
          Numbers.amount(imatrix.neutralPrior(), "token"));
    }
    out.println();
    List<Statistic> shown = shown();
    weights(shown).print(out);
    out.println();
    layers(shown).print(out);
    out.flush();
  }

  /** Which sums there are, and what they can't tell. */
  private String basis() {
    long plain = imatrix.statistics().withPlainSums();
    int all = imatrix.statistics().weights().size();
    List<String> without =
        Arrays.stream(Statistic.values())
            .filter(statistic -> statistic.basis().needsActivations())
            .map(Statistic::heading)
            .toList();
    if (plain == all) {
      return "It has sums of activations and of their squares.";
    }
    return (plain == 0
            ? "It has sums of squared activations only, which can't tell "
            : "%d of %d weights have sums of squared activations only, which can't tell "
                .formatted(all - plain, all))
        + String.join(", ", without)
        + ".";
  }

  private List<Statistic> shown() {
    List<Statistic> available = imatrix.statistics().available();
    return statistics.isEmpty() ? USUAL.stream().filter(available::contains).toList() : statistics;
  }

  private TextTable weights(List<Statistic> shown) {
    TextTable table = new TextTable("weight", ">tokens", ">experts", ">N", headings(shown));
    for (WeightStatistics weight : imatrix.statistics().weights()) {
      table.row(
          weight.weight().name(),
          Numbers.count(weight.tokens()),
          weight.experts() == 1 ? "" : weight.seenExperts() + "/" + weight.experts(),
          weight.seenColumns(),
          StatisticText.cells(weight.pooled(), shown));
    }
    return table;
  }

  private TextTable layers(List<Statistic> shown) {
    TextTable table = new TextTable(">layer", ">weights", ">N", headings(shown));
    for (LayerStatistics layer : imatrix.statistics().layers()) {
      table.row(
          layer.layer(),
          layer.weights(),
          layer.columns(),
          StatisticText.cells(layer.values(), shown));
    }
    return table;
  }

  private static List<String> headings(List<Statistic> shown) {
    return shown.stream().map(statistic -> ">" + statistic.heading()).toList();
  }

  /** All statistics, one row for each weight, expert and layer. */
  public void printCsv(PrintWriter out) {
    try {
      CSV.printRecord(
          out,
          Stream.concat(PLACE.stream(), Arrays.stream(Statistic.values()).map(Statistic::key))
              .toArray());
      for (WeightStatistics weight : imatrix.statistics().weights()) {
        printCsv(out, weight);
      }
      for (LayerStatistics layer : imatrix.statistics().layers()) {
        row(
            out,
            layer.values(),
            "layer",
            null,
            layer.layer(),
            null,
            null,
            layer.columns(),
            null,
            null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.flush();
  }

  private static void printCsv(PrintWriter out, WeightStatistics weight) throws IOException {
    String name = weight.weight().name();
    String kind = weight.weight().kind();
    Integer layer = layer(weight);
    String earlier = weight.earlier().orElse(null);
    row(
        out,
        weight.pooled(),
        "weight",
        name,
        layer,
        kind,
        null,
        weight.seenColumns(),
        weight.tokens(),
        earlier);
    for (int expert = 0; weight.experts() > 1 && expert < weight.experts(); expert++) {
      long tokens = weight.counts().get(expert);
      row(
          out,
          weight.byExpert().get(expert),
          "expert",
          name,
          layer,
          kind,
          expert,
          weight.columns(),
          tokens,
          earlier);
    }
  }

  private static void row(PrintWriter out, StatisticValues values, Object... place)
      throws IOException {
    List<Object> row = new ArrayList<>(Arrays.asList(place));
    for (Statistic statistic : Statistic.values()) {
      double value = values.get(statistic);
      row.add(Double.isFinite(value) ? value : null);
    }
    CSV.printRecord(out, row.toArray());
  }

  private static Integer layer(WeightStatistics weight) {
    return weight.weight().layer().isPresent() ? weight.weight().layer().getAsInt() : null;
  }

  public Map<String, Object> document() {
    ImatrixSums sums = imatrix.sums();
    return Json.object(
        "file", imatrix.file(),
        "chunk_size", sums.chunkSize(),
        "chunks", sums.chunkCount(),
        "datasets", sums.datasets(),
        "statistics", Arrays.stream(Statistic.values()).map(InspectReport::definition).toList(),
        "weights", imatrix.statistics().weights().stream().map(InspectReport::weight).toList(),
        "layers", imatrix.statistics().layers().stream().map(InspectReport::layer).toList());
  }

  private static Map<String, Object> definition(Statistic statistic) {
    return Json.object(
        "key", statistic.key(),
        "heading", statistic.heading(),
        "unit", statistic.unit().symbol(),
        "formula", statistic.formula(),
        "rests_on", statistic.basis().text(),
        "source", statistic.source());
  }

  private static Map<String, Object> weight(WeightStatistics weight) {
    return Json.object(
        "weight", weight.weight().name(),
        "layer", weight.weight().layer(),
        "kind", weight.weight().kind(),
        "columns", weight.columns(),
        "experts", weight.experts(),
        "seen_experts", weight.seenExperts(),
        "tokens", weight.tokens(),
        "activation_sums", weight.plainSums(),
        "earlier", weight.earlier(),
        "statistics", values(weight.pooled()),
        "by_expert",
            weight.experts() == 1
                ? null
                : IntStream.range(0, weight.experts()).mapToObj(e -> expert(weight, e)).toList());
  }

  private static Map<String, Object> expert(WeightStatistics weight, int expert) {
    return Json.object(
        "expert", expert,
        "tokens", weight.counts().get(expert),
        "statistics", values(weight.byExpert().get(expert)));
  }

  private static Map<String, Object> layer(LayerStatistics layer) {
    return Json.object(
        "layer", layer.layer(),
        "weights", layer.weights(),
        "columns", layer.columns(),
        "activation_sums", layer.plainSums(),
        "statistics", values(layer.values()));
  }

  private static Map<String, Object> values(StatisticValues values) {
    Map<String, Object> document = Json.object();
    for (Statistic statistic : Statistic.values()) {
      document.put(statistic.key(), values.get(statistic));
    }
    return document;
  }
}
