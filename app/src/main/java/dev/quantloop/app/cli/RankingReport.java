package dev.quantloop.app.cli;

import dev.quantloop.app.console.Figures;
import dev.quantloop.app.console.Json;
import dev.quantloop.app.console.Table;
import dev.quantloop.app.loop.PlateauWords;
import dev.quantloop.tracker.Experiment;
import dev.quantloop.tracker.RankingRow;
import dev.quantloop.tracker.ReturnsRow;
import dev.quantloop.tracker.Tracker;
import dev.quantloop.tracker.stats.KldStatistics;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ranking of an experiment's iterations, with a verdict in words. */
final class RankingReport {
  private final Tracker tracker;
  private final Experiment experiment;
  private final Map<String, List<RankingRow>> byType = new LinkedHashMap<>();
  private final List<ReturnsRow> returns;

  RankingReport(Tracker tracker, Experiment experiment) {
    this.tracker = tracker;
    this.experiment = experiment;
    for (RankingRow row : tracker.rankings().ranking(experiment.id())) {
      byType.computeIfAbsent(row.quantType(), type -> new ArrayList<>()).add(row);
    }
    this.returns = tracker.rankings().diminishingReturns(experiment.id());
  }

  boolean isEmpty() {
    return byType.isEmpty();
  }

  /** Keeps one quant type only. */
  RankingReport ofType(String quantType) {
    byType.keySet().retainAll(List.of(quantType));
    return this;
  }

  void print(PrintWriter out) {
    byType.forEach(
        (type, rows) -> {
          RankingRow best = rows.get(0);
          out.println(
              "%s (%s bits a weight, %s)"
                  .formatted(
                      type, Figures.fixed(best.bitsPerWeight(), 2), Figures.bytes(best.bytes())));
          table(rows).print(out);
          out.println(verdict(type, rows));
          tracker
              .iterations()
              .imatrix(best.iterationId())
              .ifPresent(imatrix -> out.println("Its imatrix: " + imatrix.file()));
          out.println();
        });
    out.flush();
  }

  private static Table table(List<RankingRow> rows) {
    Table table =
        new Table(
            ">rank",
            ">iteration",
            ">tokens",
            ">median",
            ">KLD 90%",
            ">KLD 95%",
            ">KLD 99%",
            ">composite",
            ">change",
            "verdict");
    for (RankingRow row : rows) {
      KldStatistics s = row.statistics();
      table.row(
          row.rank(),
          row.iteration(),
          row.corpusTokens() == 0 ? "none" : Figures.count(row.corpusTokens()),
          Figures.score(s.median()),
          Figures.score(s.kld90()),
          Figures.score(s.kld95()),
          Figures.score(s.kld99()),
          Figures.score(row.composite()),
          row.change().isPresent() ? Figures.change(row.change().getAsDouble(), 1) : "",
          row.verdict().word());
    }
    return table;
  }

  private String verdict(String type, List<RankingRow> rows) {
    RankingRow best = rows.get(0);
    StringBuilder text = new StringBuilder();
    text.append("Best: iteration ").append(best.iteration());
    text.append(
        best.corpusTokens() == 0
            ? ", without imatrix"
            : ", imatrix from " + Figures.tokens(best.corpusTokens()));
    rows.stream()
        .filter(row -> row.corpusTokens() == 0 && row != best && row.composite() > 0)
        .findFirst()
        .ifPresent(
            none ->
                text.append(
                    "; composite %s below no imatrix"
                        .formatted(Figures.percent(1 - best.composite() / none.composite(), 1))));
    text.append(". ").append(returnsOf(type));
    return text.toString();
  }

  private String returnsOf(String type) {
    Optional<ReturnsRow> last =
        returns.stream()
            .filter(row -> row.quantType().equals(type))
            .max(Comparator.comparingInt(ReturnsRow::iteration));
    if (last.isEmpty()) {
      return "";
    }
    String threshold = Figures.percent(experiment.settings().tau(), 1);
    if (last.get().plateau()) {
      return "Plateau: " + PlateauWords.of(last.get().smallSteps(), "", threshold) + ".";
    }
    return "No plateau yet: %d of %d small steps in a row (below %s)."
        .formatted(last.get().smallSteps(), experiment.settings().plateauK(), threshold);
  }

  List<Map<String, Object>> rows() {
    return byType.values().stream().flatMap(List::stream).map(RankingReport::row).toList();
  }

  /** Ranking and diminishing returns. */
  Map<String, Object> document() {
    return Json.object(
        "experiment", experiment.name(),
        "ranking", rows(),
        "diminishing_returns",
            returns.stream()
                .filter(row -> byType.containsKey(row.quantType()))
                .map(
                    row ->
                        Json.object(
                            "quant_type", row.quantType(),
                            "iteration", row.iteration(),
                            "corpus_tokens", row.corpusTokens(),
                            "composite", row.composite(),
                            "change", row.change().isPresent() ? row.change().getAsDouble() : null,
                            "small_steps", row.smallSteps(),
                            "plateau", row.plateau()))
                .toList());
  }

  private static Map<String, Object> row(RankingRow row) {
    Map<String, Object> document =
        Json.object(
            "rank", row.rank(),
            "iteration", row.iteration(),
            "kind", row.kind().word(),
            "corpus_tokens", row.corpusTokens(),
            "quant_type", row.quantType(),
            "bytes", row.bytes(),
            "bits_per_weight", row.bitsPerWeight());
    document.putAll(StatisticsDocument.of(row.statistics()));
    document.put("change", row.change().isPresent() ? row.change().getAsDouble() : null);
    document.put("verdict", row.verdict().word());
    return document;
  }
}
