-- how much there is of an experiment
with own_iteration as (select id from iteration where experiment_id = :id),
own_quant as (select id from quant where iteration_id in (select id from own_iteration))
select
  (select count(*) from own_iteration) as iterations,
  (select count(*) from ledger_block b join corpus c on c.id = b.corpus_id where c.experiment_id = :id) as blocks,
  (select count(*) from imatrix where iteration_id in (select id from own_iteration)) as imatrices,
  (select count(*) from own_quant) as quants,
  (select count(*) from evaluation where quant_id in (select id from own_quant) and finished_at is not null)
    as evaluations,
  (select count(*) from score where quant_id in (select id from own_quant)) as scores,
  (select count(*) from run where experiment_id = :id) as runs,
  (select count(*) from imported_result where experiment_id = :id) as imported_results,
  (select count(*) from note where experiment_id = :id) + (select count(*) from tag where experiment_id = :id) as remarks,
  (select count(*) from quarantined_chunk z join corpus c on c.id = z.corpus_id where c.experiment_id = :id)
    as chunks_put_aside
