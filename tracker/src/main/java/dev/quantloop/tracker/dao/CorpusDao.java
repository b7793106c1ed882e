package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.NewCorpus;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Table corpus. */
public record CorpusDao(Handle handle) {
  private static final String LIST =
      """
      select c.*, s.name, s.domain from corpus c join source s on s.id = c.source_id
      where c.experiment_id = ? order by c.position
      """;

  public void insertOrKeep(ExperimentId experiment, NewCorpus corpus, Instant now) {
    Insert.into(handle, "corpus")
        .with("experiment_id", experiment)
        .with(corpus)
        .with("created_at", now)
        .execute("on conflict (experiment_id, source_id) do nothing");
  }

  public List<Corpus> list(ExperimentId experiment) {
    return handle.select(LIST, experiment).mapTo(Corpus.class).list();
  }
}
