package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.record.LedgerBlock;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Table ledger_block. */
public record LedgerBlockDao(Handle handle) implements Dao {
  private static final String REPLACE =
      """
      on conflict (corpus_id, first_chunk, chunks) do update
        set file = excluded.file, bytes = excluded.bytes, sha256 = excluded.sha256,
            seconds = excluded.seconds, provenance_id = excluded.provenance_id,
            created_at = excluded.created_at
      """;
  private static final String LIST =
      ProvenanceDao.select("ledger_block", "b")
          + " where b.corpus_id = ? order by b.first_chunk, b.chunks";

  public void insertOrReplace(LedgerBlock block, Instant now) {
    Insert.into(handle, "ledger_block").with(block).with("created_at", now).execute(REPLACE);
  }

  public List<LedgerBlock> list(CorpusId corpus) {
    return list(LedgerBlock.class, LIST, corpus);
  }

  public void delete(LedgerBlock block) {
    handle.execute(
        "delete from ledger_block where corpus_id = ? and first_chunk = ? and chunks = ?",
        block.corpus(),
        block.firstChunk(),
        block.chunks());
  }
}
