package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.record.Provenance;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** Table provenance. Other DAOs join it as {@code p} and select {@link #COLUMNS}. */
final class ProvenanceDao {
  static final String COLUMNS =
      "p.llama_version, p.llama_commit, p.backend, p.cpu_variant, p.n_ctx, p.n_batch, p.n_ubatch,"
          + " p.threads, p.gpu_layers, p.scored_positions, p.program_version";

  private static final String INSERT =
      """
      insert into provenance (llama_version, llama_commit, backend, cpu_variant, n_ctx, n_batch,
        n_ubatch, threads, gpu_layers, scored_positions, program_version)
      values (:llamaVersion, :llamaCommit, :backend, :cpuVariant, :nCtx, :nBatch, :nUbatch,
        :threads, :gpuLayers, :scoredPositions, :programVersion)
      on conflict do nothing
      """;
  private static final String FIND =
      """
      select id from provenance
      where llama_version = :llamaVersion and llama_commit = :llamaCommit
        and backend = :backend and cpu_variant = :cpuVariant and n_ctx = :nCtx
        and n_batch = :nBatch and n_ubatch = :nUbatch and threads = :threads
        and gpu_layers = :gpuLayers and scored_positions = :scoredPositions
        and program_version = :programVersion
      """;

  private final Handle handle;

  ProvenanceDao(Handle handle) {
    this.handle = handle;
  }

  long insertOrFind(Provenance provenance) {
    var found = bind(handle.createQuery(FIND), provenance).mapTo(Long.class).findOne();
    if (found.isPresent()) {
      return found.get();
    }
    bind(handle.createUpdate(INSERT), provenance).execute();
    return bind(handle.createQuery(FIND), provenance).mapTo(Long.class).one();
  }

  static Provenance read(ResultSet row) throws SQLException {
    return new Provenance(
        row.getString("llama_version"),
        row.getString("llama_commit"),
        row.getString("backend"),
        row.getString("cpu_variant"),
        row.getInt("n_ctx"),
        row.getInt("n_batch"),
        row.getInt("n_ubatch"),
        row.getInt("threads"),
        row.getInt("gpu_layers"),
        row.getString("scored_positions"),
        row.getString("program_version"));
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Provenance p) {
    return statement
        .bind("llamaVersion", p.llamaVersion())
        .bind("llamaCommit", p.llamaCommit())
        .bind("backend", p.backend())
        .bind("cpuVariant", p.cpuVariant())
        .bind("nCtx", p.nCtx())
        .bind("nBatch", p.nBatch())
        .bind("nUbatch", p.nUbatch())
        .bind("threads", p.threads())
        .bind("gpuLayers", p.gpuLayers())
        .bind("scoredPositions", p.scoredPositions())
        .bind("programVersion", p.programVersion());
  }
}
