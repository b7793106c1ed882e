package dev.quantloop.tracker.dao;

import java.util.List;
import java.util.Set;

/**
 * A table as merging sees it.
 *
 * @param key what tells its rows apart in every database; of what refers to other rows, which rows
 * @param ended tells which of two states of a row is later; "" where rows never change, or each
 *     database keeps its own
 * @param file the column with a path, "" for none
 * @param parts the table whose rows change with a row of this one, "" for none
 * @param partOf its column that refers to this one
 */
public record MergedTable(
    String name, List<String> key, String ended, String file, String parts, String partOf) {
  public MergedTable {
    key = List.copyOf(key);
  }

  /** Every table whose rows are taken over: what others refer to comes first. */
  public static final List<MergedTable> ALL =
      List.of(
          table("model", "sha256").withFile("path"),
          table("source", "name", "domain", "sha256"),
          table(
              "provenance",
              "llama_version",
              "llama_commit",
              "backend",
              "cpu_variant",
              "n_ctx",
              "n_batch",
              "n_ubatch",
              "threads",
              "gpu_layers",
              "scored_positions",
              "program_version"),
          table("tuning", "model_id", "device", "gpu_layers", "llama_version", "n_ctx"),
          table("experiment").withFile("model_path"),
          table("experiment_quant_type", "experiment_id", "quant_type"),
          table("corpus", "experiment_id", "source_id").withFile("file"),
          table("evaluation_set", "experiment_id", "name"),
          table("document", "corpus_id", "number"),
          table("chunk_document", "corpus_id", "chunk", "position"),
          table("reserved_part", "corpus_id", "part"),
          table("iteration", "experiment_id", "number", "replicate").withEnd("ended_at"),
          table("iteration_source", "iteration_id", "corpus_id", "first_chunk"),
          table("iteration_quant_type", "iteration_id", "quant_type"),
          table("ledger_block", "corpus_id", "first_chunk", "chunks").withFile("file"),
          table("imatrix", "iteration_id").withFile("file"),
          table("imatrix_change", "imatrix_id"),
          table("quant", "iteration_id", "quant_type").withFile("file"),
          table("tensor_error", "quant_id", "tensor"),
          table("weighted_imatrix_change", "imatrix_id", "quant_id"),
          table("evaluation", "quant_id", "evaluation_set_id").withEnd("finished_at"),
          table("chunk_result", "evaluation_id", "chunk"),
          table("score", "quant_id"),
          table("confidence_bucket", "quant_id", "low"),
          table("resampling", "quant_id", "evaluation_set_id"),
          table("figure_interval", "resampling_id", "figure"),
          table("early_stop", "quant_id"),
          table("early_look", "quant_id"),
          table("held_out_score", "quant_id"),
          table("held_out_figure", "quant_id", "figure"),
          table("noise_floor", "experiment_id").withEnd("created_at"),
          table("mix", "experiment_id"),
          table("allocation", "experiment_id").withFile("imatrix_file"),
          table("sensitivity", "experiment_id", "tensor", "type").withEnd("created_at"),
          table("tensor_recipe", "experiment_id", "target")
              .withEnd("rounds")
              .withParts("tensor_recipe_type", "recipe_id"),
          table("tensor_recipe_type", "recipe_id", "position"),
          table("quarantined_chunk", "corpus_id", "evaluation_set_id", "chunk"),
          table("run", "experiment_id", "started_at", "host").withFile("log_file"),
          table("run_event", "run_id", "at", "kind", "message"),
          table("note", "experiment_id", "iteration_id", "text", "created_at"),
          table("tag", "experiment_id", "iteration_id", "name"),
          table("imported_result", "experiment_id", "file_sha256", "line", "label"),
          table("imported_figure", "result_id", "figure"));

  /** What is decided anew, from the figures of both, or belongs to one file. */
  static final Set<String> LEFT_OUT =
      Set.of(
          "decision",
          "calibration_noise",
          "comparison",
          "verdict",
          "growth_step",
          "recommendation",
          "schema_migration");

  private static MergedTable table(String name, String... key) {
    return new MergedTable(name, List.of(key), "", "", "", "");
  }

  private MergedTable withEnd(String column) {
    return new MergedTable(name, key, column, file, parts, partOf);
  }

  private MergedTable withFile(String column) {
    return new MergedTable(name, key, ended, column, parts, partOf);
  }

  private MergedTable withParts(String table, String column) {
    return new MergedTable(name, key, ended, file, table, column);
  }

  /** Whose rows are matched as a whole, by what belongs to them. */
  public boolean isExperiment() {
    return key.isEmpty();
  }
}
