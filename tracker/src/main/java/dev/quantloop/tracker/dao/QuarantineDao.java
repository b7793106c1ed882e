package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.EvaluationSetId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.ChunkPutAside;
import dev.quantloop.tracker.view.QuarantineRow;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Table quarantined_chunk and what rests on the others. */
public record QuarantineDao(Handle handle) implements Dao {
  /** One that is there is left as it is. */
  public void insertOrKeep(ChunkPutAside chunk, Instant now) {
    Insert.into(handle, "quarantined_chunk")
        .with(chunk)
        .with("created_at", now)
        .execute("on conflict do nothing");
  }

  /** By side and source, in the order of the chunks. */
  public List<QuarantineRow> list(ExperimentId experiment) {
    return list(
        QuarantineRow.class,
        "select z.* from quarantine z join experiment e on e.name = z.experiment"
            + " where e.removed_at is null and e.id = ?"
            + " order by z.side = 'calibration', z.side, z.source, z.chunk",
        experiment);
  }

  public BitSet ofSet(EvaluationSetId set) {
    return numbers("select chunk from quarantined_chunk where evaluation_set_id = ?", set);
  }

  public BitSet ofPool(CorpusId corpus) {
    return numbers(
        "select chunk from quarantined_chunk where corpus_id = ? and evaluation_set_id is null",
        corpus);
  }

  private BitSet numbers(String sql, Object id) {
    BitSet numbers = new BitSet();
    list(Integer.class, sql, id).forEach(numbers::set);
    return numbers;
  }

  public int count(QuantId quant, EvaluationSetId set) {
    return get(
        Integer.class,
        "select count(*) from quarantined_chunk where quant_id = ? and evaluation_set_id = ?",
        quant,
        set);
  }

  /** The evaluation sets of which a quant has put chunks aside. */
  public List<EvaluationSetId> sets(QuantId quant) {
    return list(
        EvaluationSetId.class,
        "select distinct evaluation_set_id as value from quarantined_chunk where quant_id = ?",
        quant);
  }

  /** A noise floor that was measured before a chunk of the evaluation was put aside. */
  public void deleteEarlierNoiseFloor(ExperimentId experiment) {
    handle.execute(
        """
        delete from noise_floor where experiment_id = ? and created_at < (
          select max(z.created_at) from quarantined_chunk z
          join evaluation_set t on t.id = z.evaluation_set_id
          where t.experiment_id = noise_floor.experiment_id)
        """,
        experiment);
  }

  /** The evaluation sets of an experiment of which chunks are put aside. */
  public List<EvaluationSetId> sets(ExperimentId experiment) {
    return list(
        EvaluationSetId.class,
        "select distinct t.id from quarantined_chunk z"
            + " join evaluation_set t on t.id = z.evaluation_set_id where t.experiment_id = ?",
        experiment);
  }

  /** Takes back what a quant has put aside, except what an evaluation that has ended lacks. */
  public void delete(QuantId quant) {
    handle.execute(
        """
        delete from quarantined_chunk where quant_id = ? and not exists (
          select 1 from evaluation v
          where v.evaluation_set_id = quarantined_chunk.evaluation_set_id
            and v.finished_at is not null and not exists (
              select 1 from chunk_result r
              where r.evaluation_id = v.id and r.chunk = quarantined_chunk.chunk))
        """,
        quant);
  }
}
