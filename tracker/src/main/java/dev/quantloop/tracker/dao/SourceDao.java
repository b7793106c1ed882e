package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.SourceId;
import dev.quantloop.tracker.record.NewSource;
import dev.quantloop.tracker.record.Source;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Table source. */
public record SourceDao(Handle handle) implements Dao {
  public Source insertOrFind(NewSource source, Instant now) {
    Insert.into(handle, "source")
        .with(source)
        .with("added_at", now)
        .execute("on conflict (name, domain, sha256) do update set origin = excluded.origin");
    return get(
        Source.class,
        "select * from source where name = ? and domain = ? and sha256 = ?",
        source.name(),
        source.domain(),
        source.sha256());
  }

  /** The sources of an experiment, in round-robin order. */
  public List<Source> list(ExperimentId experiment) {
    return list(
        Source.class,
        "select s.* from source s join corpus c on c.source_id = s.id"
            + " where c.experiment_id = ? order by c.position",
        experiment);
  }

  public void deleteUnused(SourceId id) {
    handle.execute(
        "delete from source where id = ? and id not in (select source_id from corpus)", id);
  }
}
