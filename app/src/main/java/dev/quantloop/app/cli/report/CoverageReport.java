package dev.quantloop.app.cli.report;

import dev.quantloop.app.format.Json;
import dev.quantloop.llama.imatrix.ImatrixCoverage;
import java.util.List;
import java.util.Map;

/** How much of a model an imatrix covers, as JSON. */
public final class CoverageReport {
  private CoverageReport() {}

  public static Map<String, Object> document(ImatrixCoverage coverage) {
    return Json.object(
        "weights", coverage.weights().size(),
        "without_importance", coverage.missing().size(),
        "first_without_importance", first(coverage.missing()),
        "with_unseen_experts", coverage.partly().size(),
        "first_with_unseen_experts", first(coverage.partly()),
        "partial_layers", coverage.partialLayers(),
        "experts", coverage.experts().experts(),
        "experts_unseen", coverage.experts().unseen(),
        "experts_rare", coverage.experts().rare(),
        "columns", coverage.columns(),
        "columns_never_active", coverage.idleColumns(),
        "entries_of_no_weight", coverage.foreign().size(),
        "first_entry_of_no_weight", first(coverage.foreign()),
        "with_importance_of_same_input", coverage.borrowed().size(),
        "gaps", coverage.gaps());
  }

  private static String first(List<String> weights) {
    return weights.stream().findFirst().orElse(null);
  }
}
