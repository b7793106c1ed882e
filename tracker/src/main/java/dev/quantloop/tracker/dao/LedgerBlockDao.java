package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.ExperimentId;
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
            tokens_sha256 = excluded.tokens_sha256, origin = excluded.origin,
            seconds = excluded.seconds, provenance_id = excluded.provenance_id,
            created_at = excluded.created_at
      """;
  private static final String LIST =
      ProvenanceDao.select("ledger_block", "b")
          + " where b.corpus_id = ? order by b.first_chunk, b.chunks";

  private static final String OF_OTHERS =
      ProvenanceDao.select("ledger_block", "b")
          + """
          join corpus c on c.id = b.corpus_id
          join experiment e on e.id = c.experiment_id
          join experiment mine on mine.id = ?
          where e.id <> mine.id and e.model_id = mine.model_id and e.n_ctx = mine.n_ctx
            and e.process_output = mine.process_output and e.squares_only <= mine.squares_only
            and e.nextn = mine.nextn and e.flash_attention = mine.flash_attention and b.origin <> 'imported'
          order by b.id
          """;

  public void insertOrReplace(LedgerBlock block, Instant now) {
    Insert.into(handle, "ledger_block").with(block).with("created_at", now).execute(REPLACE);
  }

  public List<LedgerBlock> list(CorpusId corpus) {
    return list(LedgerBlock.class, LIST, corpus);
  }

  /**
   * Those of other experiments that compute as this one does, or sum more than it needs; none that
   * were imported.
   */
  public List<LedgerBlock> ofOthers(ExperimentId experiment) {
    return list(LedgerBlock.class, OF_OTHERS, experiment);
  }

  /** Changes with the blocks and imatrices of all experiments. */
  public String version() {
    return get(
        String.class,
        "select (select count(*) || coalesce(max(created_at), '') from ledger_block) || ' '"
            + " || (select count(*) || coalesce(' ' || max(id), '') from imatrix) || ' '"
            + " || coalesce((select group_concat(name) from experiment"
            + " where removed_at is null), '')");
  }

  public void setTokens(LedgerBlock block, String sha256) {
    handle.execute(
        "update ledger_block set tokens_sha256 = ?"
            + " where corpus_id = ? and first_chunk = ? and chunks = ?",
        sha256,
        block.corpus(),
        block.firstChunk(),
        block.chunks());
  }

  public void delete(LedgerBlock block) {
    handle.execute(
        "delete from ledger_block where corpus_id = ? and first_chunk = ? and chunks = ?",
        block.corpus(),
        block.firstChunk(),
        block.chunks());
  }
}
