package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.NewCorpus;
import dev.quantloop.tracker.record.NewEvaluationSet;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Tables corpus and evaluation_set. */
public record CorpusDao(Handle handle) implements Dao {
  private static final String SELECT =
      "select c.*, s.name, s.domain from corpus c join source s on s.id = c.source_id where ";

  public void insertOrKeep(ExperimentId experiment, NewCorpus corpus, Instant now) {
    Insert.into(handle, "corpus")
        .with("experiment_id", experiment)
        .with(corpus)
        .with("created_at", now)
        .execute("on conflict (experiment_id, source_id) do nothing");
  }

  public List<Corpus> list(ExperimentId experiment) {
    return list(Corpus.class, SELECT + "c.experiment_id = ? order by c.position", experiment);
  }

  public Corpus corpus(CorpusId id) {
    return get(Corpus.class, SELECT + "c.id = ?", id);
  }

  /**
   * @param part {@link DocumentPart#EVALUATION} or {@link DocumentPart#HELD_OUT}
   */
  public void insertOrKeep(
      ExperimentId experiment, NewEvaluationSet set, DocumentPart part, Instant now) {
    Insert.into(handle, "evaluation_set")
        .with("experiment_id", experiment)
        .with(set)
        .with("part", part)
        .with("created_at", now)
        .execute("on conflict (experiment_id, name) do nothing");
  }

  public List<EvaluationSet> evaluationSets(ExperimentId experiment, DocumentPart part) {
    return list(
        EvaluationSet.class,
        "select * from evaluation_set where experiment_id = ? and part = ? order by id",
        experiment,
        part);
  }

  public EvaluationSet evaluationSet(EvaluationSetId id) {
    return get(EvaluationSet.class, "select * from evaluation_set where id = ?", id);
  }
}
