package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.SourceId;
import dev.quantloop.tracker.record.NewSource;
import dev.quantloop.tracker.record.Source;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Table source. */
public final class SourceDao {
  private static final String INSERT =
      """
      insert into source (name, domain, sha256, origin, files, bytes, added_at)
      values (?, ?, ?, ?, ?, ?, ?)
      on conflict (name, domain, sha256) do update set origin = excluded.origin
      """;

  private final Handle handle;

  public SourceDao(Handle handle) {
    this.handle = handle;
  }

  public Source insertOrFind(NewSource source, Instant now) {
    handle.execute(
        INSERT,
        source.name(),
        source.domain(),
        source.sha256(),
        source.origin(),
        source.files(),
        source.bytes(),
        Timestamps.text(now));
    return handle
        .select(
            "select * from source where name = ? and domain = ? and sha256 = ?",
            source.name(),
            source.domain(),
            source.sha256())
        .map((row, context) -> read(row))
        .one();
  }

  /** The sources of an experiment, in round-robin order. */
  public List<Source> list(ExperimentId experiment) {
    return handle
        .select(
            "select s.* from source s join corpus c on c.source_id = s.id"
                + " where c.experiment_id = ? order by c.position",
            experiment.value())
        .map((row, context) -> read(row))
        .list();
  }

  public void deleteUnused(SourceId id) {
    handle.execute(
        "delete from source where id = ? and id not in (select source_id from corpus)", id.value());
  }

  private static Source read(ResultSet row) throws SQLException {
    return new Source(
        new SourceId(row.getLong("id")),
        row.getString("name"),
        row.getString("domain"),
        row.getString("sha256"),
        row.getString("origin"),
        row.getInt("files"),
        row.getLong("bytes"),
        Columns.instant(row, "added_at"));
  }
}
