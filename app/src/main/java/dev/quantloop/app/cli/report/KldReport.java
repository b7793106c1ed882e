package dev.quantloop.app.cli.report;

import dev.quantloop.app.engine.QuarantinedChunk;
import dev.quantloop.app.format.ConfidenceText;
import dev.quantloop.app.format.FigureText;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.stats.ConfidenceBucket;
import dev.quantloop.tracker.stats.Estimate;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureLists;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.stats.Percentiles;
import dev.quantloop.tracker.stats.TokenResults;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The figures of a {@code kld} command: a column per candidate, or JSON. */
public final class KldReport {
  private static final List<String> PERCENTS =
      List.of("99.9", "99", "95", "90", "75", "50", "25", "10", "5", "1", "0.1");

  private final List<Candidate> candidates = new ArrayList<>();

  private record Candidate(
      Path file,
      int chunks,
      TokenResults results,
      Percentiles deltaP,
      List<ConfidenceBucket> confidence) {}

  /**
   * @param results of each of the files
   */
  public KldReport(List<Path> files, List<List<ChunkResult>> results) {
    for (int i = 0; i < results.size(); i++) {
      TokenResults tokens = ChunkResult.tokens(results.get(i));
      candidates.add(
          new Candidate(
              files.get(i),
              results.get(i).size(),
              tokens,
              tokens.deltaP(),
              ChunkResult.confidence(results.get(i))));
    }
  }

  public void print(PrintWriter out) {
    TextTable table =
        new TextTable("", candidates.stream().map(c -> ">" + c.file().getFileName()).toList());
    row(table, "chunks", c -> Integer.toString(c.chunks()));
    row(table, Figure.TOKENS, r -> Integer.toString(r.tokens()));
    row(table, Figure.COMPOSITE, r -> Numbers.fixed(r.composite(), 6));
    addDivergence(table);
    addPerplexity(table);
    addProbabilities(table);
    table.print(out);
  }

  /** The figures that people publish, a row for each candidate. */
  public void printPublished(PrintWriter out) {
    TextTable table =
        new TextTable("", ">chunks", FigureText.headings(FigureLists.PUBLISHED), ">PPL base");
    for (Candidate one : candidates) {
      FigureValues values = FigureValues.of(one.results());
      table.row(
          one.file().getFileName(),
          one.chunks(),
          FigureText.cells(FigureLists.PUBLISHED, values),
          FigureText.of(Figure.PPL_BASE, values));
    }
    table.print(out);
  }

  private void addDivergence(TextTable table) {
    row(table, Figure.MEAN, r -> withError(r.meanKld()));
    row(table, Figure.KLD_MAX, r -> Numbers.fixed(r.kld().at(1), 6));
    for (String percent : PERCENTS) {
      row(table, "KLD " + title(percent), c -> Numbers.fixed(at(c.results().kld(), percent), 6));
    }
    row(table, Figure.KLD_MIN, r -> Numbers.fixed(r.kld().at(0), 6));
  }

  private void addPerplexity(TextTable table) {
    row(table, Figure.PPL, r -> withError(r.ppl()));
    row(table, Figure.PPL_BASE, r -> withError(r.pplBase()));
    row(table, Figure.LN_PPL_RATIO, r -> withError(r.lnPplRatio()));
    row(table, Figure.PPL_RATIO, r -> withError(r.pplRatio()));
    row(table, "PPL difference", c -> withError(c.results().pplDifference()));
    row(table, "correlation of ln PPL", c -> Numbers.percent(c.results().correlation(), 2));
  }

  private void addProbabilities(TextTable table) {
    row(table, Figure.DELTA_P_MEAN, r -> percent(r.meanDeltaP()));
    row(table, Figure.DELTA_P_RMS, r -> percent(r.deltaPRms()));
    row(table, "Δp maximum", c -> Numbers.percent(c.deltaP().at(1), 3));
    for (String percent : PERCENTS) {
      row(table, "Δp " + title(percent), c -> Numbers.percent(at(c.deltaP(), percent), 3));
    }
    row(table, "Δp minimum", c -> Numbers.percent(c.deltaP().at(0), 3));
    row(table, Figure.SAME_TOP, r -> percent(r.sameTop()));
  }

  private void row(TextTable table, Figure figure, Function<TokenResults, String> text) {
    row(table, figure.longTitle(), candidate -> text.apply(candidate.results()));
  }

  private void row(TextTable table, String label, Function<Candidate, String> text) {
    table.row(label, candidates.stream().map(text).toList());
  }

  /**
   * @param aside chunks on which no figure rests
   */
  public List<Map<String, Object>> document(List<QuarantinedChunk> aside) {
    List<Map<String, Object>> documents = candidates.stream().map(KldReport::document).toList();
    if (!aside.isEmpty()) {
      documents.forEach(one -> one.put("quarantined", QuarantineReport.document(aside)));
    }
    return documents;
  }

  private static Map<String, Object> document(Candidate candidate) {
    TokenResults results = candidate.results();
    Map<String, Object> document =
        Json.object("model", candidate.file(), "chunks", candidate.chunks());
    document.putAll(FigureValues.of(results).byKey());
    document.put("ppl_error", results.ppl().error());
    document.put("ppl_base_error", results.pplBase().error());
    document.put("ppl_ratio_error", results.pplRatio().error());
    document.put("ln_ppl_ratio_error", results.lnPplRatio().error());
    document.put("ppl_difference", results.pplDifference().value());
    document.put("ppl_difference_error", results.pplDifference().error());
    document.put("ln_ppl_correlation", results.correlation());
    document.put("delta_p_mean_error", results.meanDeltaP().error());
    document.put("delta_p_rms_error", results.deltaPRms().error());
    document.put("same_top_error", results.sameTop().error());
    for (String percent : PERCENTS) {
      if (!percent.equals("50")) { // the median has its own name
        document.putIfAbsent("kld_" + key(percent), at(results.kld(), percent));
      }
    }
    document.put("delta_p_min", candidate.deltaP().at(0));
    document.put("delta_p_max", candidate.deltaP().at(1));
    for (String percent : PERCENTS) {
      document.put("delta_p_" + key(percent), at(candidate.deltaP(), percent));
    }
    document.put("confidence", ConfidenceText.document(candidate.confidence()));
    return document;
  }

  private static double at(Percentiles percentiles, String percent) {
    return percentiles.at(new BigDecimal(percent).movePointLeft(2).doubleValue());
  }

  /** As in the catalog of figures: KLD 99.9%. */
  private static String title(String percent) {
    return percent.equals("50") ? "median" : percent + "%";
  }

  /** As in the catalog of figures: kld_99_9. */
  private static String key(String percent) {
    return percent.equals("50") ? "median" : percent.replace('.', '_');
  }

  private static String withError(Estimate estimate) {
    return Numbers.fixed(estimate.value(), 6) + " ± " + Numbers.fixed(estimate.error(), 6);
  }

  private static String percent(Estimate estimate) {
    return Numbers.fixed(estimate.value() * 100, 3)
        + " ± "
        + Numbers.fixed(estimate.error() * 100, 3)
        + " %";
  }
}
