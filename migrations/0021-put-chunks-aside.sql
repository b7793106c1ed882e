-- Why: a chunk on which a model computes what is not a finite number ended an experiment. With --quarantine it is put
-- aside: it counts in no figure, and it is on record, so that whoever reads a figure sees what it leaves out.

alter table experiment add column quarantine integer not null default 0
  check (quarantine in (0, 1));                                   -- 0: such a chunk ends the run

-- Chunks that count for nothing. One of an evaluation set counts for no quant, whichever model it broke, so that all
-- are compared on the same text; what others scored on it stays in chunk_result. One of a pool is in no ledger block.
create table quarantined_chunk (
  id                integer primary key,
  corpus_id         integer not null references corpus on delete cascade,
  evaluation_set_id integer references evaluation_set on delete cascade,  -- null: of the corpus's pool
  chunk             integer not null check (chunk >= 0),          -- its number in the set or the pool
  documents         text,                                         -- their names; null: not known
  quant_id          integer references quant on delete set null,  -- whose logits are not finite; null: the baseline's
  model             text    not null,                             -- the same for people
  tensor            text,                                         -- the first whose input is not finite; null: the logits alone
  created_at        text    not null
) strict;
create unique index quarantined_chunk_once
  on quarantined_chunk (corpus_id, ifnull(evaluation_set_id, 0), chunk);
create index quarantined_chunk_of_set on quarantined_chunk (evaluation_set_id);
create index quarantined_chunk_by_quant on quarantined_chunk (quant_id);

create view quarantine as
select e.name as experiment, ifnull(t.part, 'calibration') as side, ifnull(t.name, s.name) as source, z.chunk,
       z.documents, z.model, z.tensor, z.created_at, z.corpus_id,
       ifnull(z.documents || ', ', '') || z.model || ', ' || ifnull(z.tensor, 'logits') as why
from quarantined_chunk z
join corpus c on c.id = z.corpus_id
join source s on s.id = c.source_id
join experiment e on e.id = c.experiment_id
left join evaluation_set t on t.id = z.evaluation_set_id
where e.removed_at is null
order by experiment, z.evaluation_set_id is null, z.evaluation_set_id, z.corpus_id, z.chunk;

-- As before, with what each figure leaves out.
drop view figures;
create view figures as
with evaluated as (
  select q.id as quant_id, 'all' as evaluation_set, null as domain, null as evaluation_set_sha256,
         s.tokens, s.mean, s.mean_error, s.median, s.kld_90, s.kld_95, s.kld_99, s.kld_99_9,
         s.kld_min, s.kld_max, s.ppl_base, s.ppl, s.ln_ppl_ratio, s.delta_p_mean, s.delta_p_rms,
         s.same_top, s.composite, r.composite_low, r.composite_high, r.rank, r.reference, r.change,
         r.change_low, r.change_high, r.verdict, r.question, r.clusters, r.replicates,
         s.provenance_id, s.created_at as computed_at, 0 as position
  from score s
  join quant q on q.id = s.quant_id
  join scored_quant r on r.quant_id = q.id
  union all
  select v.quant_id, t.name, t.domain, t.sha256,
         v.tokens, v.mean, v.mean_error, v.median, v.kld_90, v.kld_95, v.kld_99, v.kld_99_9,
         v.kld_min, v.kld_max, v.ppl_base, v.ppl, v.ln_ppl_ratio, v.delta_p_mean, v.delta_p_rms,
         v.same_top, v.composite, x.composite_low, x.composite_high, null, null, x.change,
         x.change_low, x.change_high, x.outcome, case when x.outcome is null then null else 'file' end,
         x.clusters, null, v.provenance_id, v.finished_at, t.id
  from evaluation v
  join evaluation_set t on t.id = v.evaluation_set_id
  join quant q on q.id = v.quant_id
  join iteration i on i.id = q.iteration_id
  join scored_text x on x.experiment_id = i.experiment_id and x.number = i.number
    and x.quant_type = q.quant_type and x.evaluation_set_id = t.id
  where v.finished_at is not null
)
select e.name as experiment, i.number as iteration, i.kind, i.corpus_tokens, q.quant_type, q.bytes,
       q.bits_per_weight, f.evaluation_set, f.domain, f.tokens, f.mean, f.mean_error, f.median,
       f.kld_90, f.kld_95, f.kld_99, f.kld_99_9, f.kld_min, f.kld_max, f.ppl_base, f.ppl,
       f.ln_ppl_ratio, f.delta_p_mean, f.delta_p_rms, f.same_top, f.composite, f.composite_low,
       f.composite_high, f.rank, f.reference, f.change, f.change_low, f.change_high, f.verdict,
       f.question, f.clusters, f.replicates,
       m.sha256 as model_sha256, i.corpus_sha256, x.sha256 as imatrix_sha256,
       q.sha256 as quant_sha256, f.evaluation_set_sha256,
       p.llama_version, p.llama_commit, p.backend, p.cpu_variant, p.n_ctx, p.n_batch, p.n_ubatch,
       p.threads, e.flash_attention, p.gpu_layers, p.scored_positions, p.program_version, f.computed_at,
       (select group_concat(z.source || ' ' || z.chunk || ' (' || z.why || ')', '; ')
        from quarantine z
        where z.experiment = e.name and z.side = 'evaluation'
          and (f.evaluation_set = 'all' or f.evaluation_set = z.source)) as put_aside,
       (select group_concat(z.source || ' ' || z.chunk || ' (' || z.why || ')', '; ')
        from quarantine z
        join iteration_source r on r.iteration_id = i.id and r.corpus_id = z.corpus_id
          and z.chunk >= r.first_chunk and z.chunk < r.first_chunk + r.chunks
        where z.side = 'calibration') as calibration_put_aside
from evaluated f
join quant q on q.id = f.quant_id
join iteration i on i.id = q.iteration_id
join experiment e on e.id = i.experiment_id
join model m on m.id = e.model_id
join provenance p on p.id = f.provenance_id
left join imatrix x on x.id = q.imatrix_id
where e.removed_at is null and i.replicate = 0
order by experiment, quant_type, iteration, f.position;
