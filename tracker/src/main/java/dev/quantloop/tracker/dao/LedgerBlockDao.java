package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.LedgerBlockId;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.record.NewLedgerBlock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Table ledger_block. */
public final class LedgerBlockDao {
  private static final String INSERT =
      """
      insert into ledger_block (corpus_id, first_chunk, chunks, tokens, file, bytes, sha256,
        seconds, provenance_id, created_at)
      values (:corpus, :firstChunk, :chunks, :tokens, :file, :bytes, :sha256,
        :seconds, :provenance, :now)
      on conflict (corpus_id, first_chunk, chunks) do update
        set file = excluded.file, bytes = excluded.bytes, sha256 = excluded.sha256,
            seconds = excluded.seconds, provenance_id = excluded.provenance_id,
            created_at = excluded.created_at
      """;
  private static final String LIST =
      "select b.*, "
          + ProvenanceDao.COLUMNS
          + " from ledger_block b join provenance p on p.id = b.provenance_id"
          + " where b.corpus_id = ? order by b.first_chunk, b.chunks";

  private final Handle handle;
  private final DataFiles files;

  public LedgerBlockDao(Handle handle, DataFiles files) {
    this.handle = handle;
    this.files = files;
  }

  public void insertOrReplace(NewLedgerBlock block, Instant now) {
    handle
        .createUpdate(INSERT)
        .bind("corpus", block.corpus().value())
        .bind("firstChunk", block.firstChunk())
        .bind("chunks", block.chunks())
        .bind("tokens", block.tokens())
        .bind("file", files.stored(block.file()))
        .bind("bytes", block.bytes())
        .bind("sha256", block.sha256())
        .bind("seconds", block.seconds())
        .bind("provenance", new ProvenanceDao(handle).insertOrFind(block.provenance()))
        .bind("now", Timestamps.text(now))
        .execute();
  }

  public List<LedgerBlock> list(CorpusId corpus) {
    return handle.select(LIST, corpus.value()).map((row, context) -> read(row)).list();
  }

  public void delete(LedgerBlockId id) {
    handle.execute("delete from ledger_block where id = ?", id.value());
  }

  private LedgerBlock read(ResultSet row) throws SQLException {
    return new LedgerBlock(
        new LedgerBlockId(row.getLong("id")),
        new CorpusId(row.getLong("corpus_id")),
        row.getInt("first_chunk"),
        row.getInt("chunks"),
        row.getLong("tokens"),
        files.resolve(row.getString("file")),
        row.getLong("bytes"),
        row.getString("sha256"),
        row.getDouble("seconds"),
        ProvenanceDao.read(row),
        Columns.instant(row, "created_at"));
  }
}
