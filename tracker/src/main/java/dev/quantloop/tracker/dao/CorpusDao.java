package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.SourceId;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.NewCorpus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Table corpus. */
public final class CorpusDao {
  private static final String INSERT =
      """
      insert into corpus (experiment_id, source_id, position, file, sha256, tokens,
        evaluation_first_token, evaluation_tokens, pool_first_token, pool_tokens, created_at)
      values (:experiment, :source, :position, :file, :sha256, :tokens,
        :evaluationFirstToken, :evaluationTokens, :poolFirstToken, :poolTokens, :createdAt)
      on conflict (experiment_id, source_id) do nothing
      """;
  private static final String LIST =
      """
      select c.*, s.name, s.domain from corpus c join source s on s.id = c.source_id
      where c.experiment_id = ? order by c.position
      """;

  private final Handle handle;
  private final DataFiles files;

  public CorpusDao(Handle handle, DataFiles files) {
    this.handle = handle;
    this.files = files;
  }

  public void insertOrKeep(ExperimentId experiment, NewCorpus corpus, Instant now) {
    handle
        .createUpdate(INSERT)
        .bind("experiment", experiment.value())
        .bind("source", corpus.source().value())
        .bind("position", corpus.position())
        .bind("file", files.stored(corpus.file()))
        .bind("sha256", corpus.sha256())
        .bind("tokens", corpus.tokens())
        .bind("evaluationFirstToken", corpus.evaluationFirstToken())
        .bind("evaluationTokens", corpus.evaluationTokens())
        .bind("poolFirstToken", corpus.poolFirstToken())
        .bind("poolTokens", corpus.poolTokens())
        .bind("createdAt", Timestamps.text(now))
        .execute();
  }

  public List<Corpus> list(ExperimentId experiment) {
    return handle.select(LIST, experiment.value()).map((row, context) -> read(row)).list();
  }

  private Corpus read(ResultSet row) throws SQLException {
    return new Corpus(
        new CorpusId(row.getLong("id")),
        new ExperimentId(row.getLong("experiment_id")),
        new SourceId(row.getLong("source_id")),
        row.getString("name"),
        row.getString("domain"),
        row.getInt("position"),
        files.resolve(row.getString("file")),
        row.getString("sha256"),
        row.getLong("tokens"),
        row.getLong("evaluation_first_token"),
        row.getLong("evaluation_tokens"),
        row.getLong("pool_first_token"),
        row.getLong("pool_tokens"));
  }
}
