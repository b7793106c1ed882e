package dev.quantloop.app.cli.report;

import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.app.stage.KldSummary;
import dev.quantloop.app.stage.KldSummary.Distribution;
import dev.quantloop.app.stage.KldSummary.Estimate;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The figures of a {@code kld} command: a column per candidate, or JSON. */
public record KldReport(List<Path> candidates, List<KldSummary> summaries) {
  private static final double[] QUANTILES = {
    0.999, 0.99, 0.95, 0.9, 0.75, 0.5, 0.25, 0.1, 0.05, 0.01, 0.001
  };

  public void printText(PrintWriter out) {
    String[] headings = new String[summaries.size() + 1];
    headings[0] = "";
    for (int i = 0; i < summaries.size(); i++) {
      headings[i + 1] = ">" + candidates.get(i).getFileName();
    }
    TextTable table = new TextTable(headings);
    row(table, "chunks", summary -> Integer.toString(summary.chunks()));
    row(table, "scored tokens", summary -> Long.toString(summary.tokens()));
    row(table, "composite score", summary -> Numbers.fixed(summary.composite(), 6));
    addDivergence(table);
    addPerplexity(table);
    addProbabilities(table);
    table.print(out);
  }

  private void addDivergence(TextTable table) {
    row(table, "KLD mean", summary -> withError(summary.kld().mean(), 6));
    row(table, "KLD maximum", summary -> Numbers.fixed(summary.kld().max(), 6));
    for (double q : QUANTILES) {
      row(table, "KLD " + name(q), summary -> Numbers.fixed(summary.kld().quantile(q), 6));
    }
    row(table, "KLD minimum", summary -> Numbers.fixed(summary.kld().min(), 6));
  }

  private void addPerplexity(TextTable table) {
    row(table, "PPL", summary -> withError(summary.ppl(), 6));
    row(table, "PPL of the baseline", summary -> withError(summary.pplBase(), 6));
    row(table, "ln(PPL/PPL base)", summary -> withError(summary.lnPplRatio(), 6));
    row(table, "PPL/PPL base", summary -> withError(summary.pplRatio(), 6));
    row(table, "PPL-PPL base", summary -> withError(summary.pplDifference(), 6));
    row(table, "correlation of ln PPL", summary -> Numbers.percent(summary.correlation(), 2));
  }

  private void addProbabilities(TextTable table) {
    row(table, "Δp mean", summary -> percent(summary.deltaP().mean()));
    row(table, "Δp RMS", summary -> percent(summary.deltaPRms()));
    row(table, "Δp maximum", summary -> Numbers.percent(summary.deltaP().max(), 3));
    for (double q : QUANTILES) {
      row(table, "Δp " + name(q), summary -> Numbers.percent(summary.deltaP().quantile(q), 3));
    }
    row(table, "Δp minimum", summary -> Numbers.percent(summary.deltaP().min(), 3));
    row(table, "same top token", summary -> percent(summary.sameTop()));
  }

  public void printJson(PrintWriter out) {
    List<Object> documents = new ArrayList<>();
    for (int i = 0; i < summaries.size(); i++) {
      documents.add(json(candidates.get(i), summaries.get(i)));
    }
    Json.print(out, documents);
  }

  private static Map<String, Object> json(Path candidate, KldSummary summary) {
    return Json.object(
        "model", candidate,
        "chunks", summary.chunks(),
        "tokens", summary.tokens(),
        "composite", summary.composite(),
        "kld", json(summary.kld()),
        "ppl", json(summary.ppl()),
        "ppl_base", json(summary.pplBase()),
        "ln_ppl_ratio", json(summary.lnPplRatio()),
        "ppl_ratio", json(summary.pplRatio()),
        "ppl_difference", json(summary.pplDifference()),
        "ln_ppl_correlation", summary.correlation(),
        "delta_p", json(summary.deltaP()),
        "delta_p_rms", json(summary.deltaPRms()),
        "same_top", json(summary.sameTop()));
  }

  private static Map<String, Object> json(Estimate estimate) {
    return Json.object("value", estimate.value(), "error", estimate.error());
  }

  private static Map<String, Object> json(Distribution distribution) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mean", distribution.mean().value());
    json.put("mean_error", distribution.mean().error());
    json.put("min", distribution.min());
    json.put("max", distribution.max());
    for (double q : QUANTILES) {
      json.put(
          q == 0.5 ? "median" : "p" + Numbers.significant(q * 100, 3).replaceAll("\\.0+$", ""),
          distribution.quantile(q));
    }
    return json;
  }

  private void row(TextTable table, String label, Function<KldSummary, String> figure) {
    Object[] cells = new Object[summaries.size() + 1];
    cells[0] = label;
    for (int i = 0; i < summaries.size(); i++) {
      cells[i + 1] = figure.apply(summaries.get(i));
    }
    table.row(cells);
  }

  private static String name(double quantile) {
    return quantile == 0.5 ? "median" : Numbers.percent(quantile, 1);
  }

  private static String withError(Estimate estimate, int decimals) {
    return Numbers.fixed(estimate.value(), decimals)
        + " ± "
        + Numbers.fixed(estimate.error(), decimals);
  }

  private static String percent(Estimate estimate) {
    return Numbers.fixed(estimate.value() * 100, 3)
        + " ± "
        + Numbers.fixed(estimate.error() * 100, 3)
        + " %";
  }
}
