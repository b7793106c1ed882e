package dev.quantloop.tracker.dao;

import static java.util.stream.Collectors.joining;

import dev.quantloop.tracker.record.Provenance;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table provenance. */
record ProvenanceDao(Handle handle) {
  private static final String COLUMNS =
      "p.llama_version, p.llama_commit, p.backend, p.cpu_variant, p.n_ctx, p.n_batch, p.n_ubatch,"
          + " p.threads, p.gpu_layers, p.scored_positions, p.program_version";

  /** Selects the rows of another table together with their provenance, which is joined as p. */
  static String select(String table, String alias) {
    return "select %2$s.*, %3$s from %1$s %2$s join provenance p on p.id = %2$s.provenance_id "
        .formatted(table, alias, COLUMNS);
  }

  long insertOrFind(Provenance provenance) {
    return find(provenance)
        .orElseGet(
            () -> {
              Insert.into(handle, "provenance").with(provenance).execute("on conflict do nothing");
              return find(provenance).orElseThrow();
            });
  }

  private Optional<Long> find(Provenance provenance) {
    Map<String, Object> columns = RecordColumns.of(handle, provenance);
    String same = columns.keySet().stream().map(c -> c + " = :" + c).collect(joining(" and "));
    return handle
        .createQuery("select id from provenance where " + same)
        .bindMap(columns)
        .mapTo(Long.class)
        .findOne();
  }
}
