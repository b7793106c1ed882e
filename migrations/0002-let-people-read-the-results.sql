-- Why: a person with sqlite3 asks which iteration is best, by how much, on which texts, and whether
-- more corpus still helps. These views answer that in rounded figures and short column names; the
-- program reads `scored_quant`, which keeps every digit, so that both say the same.

-- One row per scored quant, exact. `change` is relative to the previous iteration of the same type.
create view scored_quant as
with ordered as (
  select e.id as experiment_id, e.name as experiment, e.tau, i.id as iteration_id, i.number, i.kind,
         i.corpus_tokens, q.id as quant_id, q.quant_type, q.bytes, q.bits_per_weight,
         s.tokens, s.mean, s.mean_error, s.median, s.kld_90, s.kld_95, s.kld_99, s.kld_99_9,
         s.kld_min, s.kld_max, s.ppl_base, s.ppl, s.ln_ppl_ratio, s.delta_p_mean, s.delta_p_rms,
         s.same_top, s.composite, s.composite_low, s.composite_high,
         rank() over (partition by e.id, q.quant_type order by s.composite) as rank,
         lag(s.composite) over (partition by e.id, q.quant_type order by i.number) as previous
  from score s
  join quant q on q.id = s.quant_id
  join iteration i on i.id = q.iteration_id
  join experiment e on e.id = i.experiment_id
  where e.removed_at is null
), changed as (
  select *, case when previous > 0 then composite / previous - 1
                 when previous = composite then 0.0 end as change
  from ordered
)
select *,
       case when previous is null and corpus_tokens = 0 then 'baseline'
            when previous is null then 'first'
            when change < -tau then 'improved'
            when change > tau or change is null then 'worse'
            else 'no clear change' end as verdict
from changed;

create view ranking as
select experiment, rank, number as iteration, corpus_tokens, quant_type, bytes,
       round(bits_per_weight, 3) as bits_per_weight,
       round(median, 6) as median, round(kld_90, 6) as kld_90, round(kld_95, 6) as kld_95,
       round(kld_99, 6) as kld_99, round(mean, 6) as mean, round(composite, 6) as composite,
       round(composite_low, 6) as composite_low, round(composite_high, 6) as composite_high,
       round(100 * change, 2) as change_percent, verdict
from scored_quant
order by experiment, quant_type, rank, iteration;

-- Iteration × evaluation set: which texts gained and which paid for it.
create view domain_matrix as
select e.name as experiment, i.number as iteration, i.corpus_tokens, q.quant_type,
       t.name as evaluation_set, t.domain, v.tokens,
       round(v.median, 6) as median, round(v.kld_90, 6) as kld_90, round(v.kld_95, 6) as kld_95,
       round(v.kld_99, 6) as kld_99, round(v.mean, 6) as mean, round(v.composite, 6) as composite,
       round(100 * (v.composite / nullif(lag(v.composite) over (
           partition by e.id, t.id, q.quant_type order by i.number), 0) - 1), 2) as change_percent,
       round(v.ppl, 4) as ppl, round(100 * v.same_top, 2) as same_top_percent
from evaluation v
join evaluation_set t on t.id = v.evaluation_set_id
join quant q on q.id = v.quant_id
join iteration i on i.id = q.iteration_id
join experiment e on e.id = i.experiment_id
where v.finished_at is not null and e.removed_at is null
order by experiment, q.quant_type, iteration, t.id;

-- Steps of the growing corpus. A step is small when it improves the composite by less than tau; after
-- plateau_k small steps in a row, all between iterations with an imatrix, the type is on its plateau.
create view diminishing_returns as
with stepped as (
  select e.id as experiment_id, e.name as experiment, e.tau, e.plateau_k, q.quant_type,
         i.number as iteration, i.corpus_tokens, s.composite,
         lag(i.corpus_tokens) over w as previous_tokens, lag(s.composite) over w as previous
  from score s
  join quant q on q.id = s.quant_id
  join iteration i on i.id = q.iteration_id
  join experiment e on e.id = i.experiment_id
  where e.removed_at is null and i.kind = 'planned'
  window w as (partition by e.id, q.quant_type order by i.number)
), restarted as (
  select *, coalesce(previous_tokens, 0) = 0 or previous - composite >= tau * previous as restart
  from stepped
), stretched as (
  select *, sum(restart) over (partition by experiment_id, quant_type order by iteration) as stretch
  from restarted
), counted as (
  select *, row_number() over (
           partition by experiment_id, quant_type, stretch order by iteration) - 1 as small_steps
  from stretched
)
select experiment, quant_type, iteration, corpus_tokens,
       corpus_tokens - previous_tokens as added_tokens, round(composite, 6) as composite,
       round(100 * (composite / nullif(previous, 0) - 1), 2) as change_percent,
       round(100 * tau, 2) as threshold_percent, small_steps,
       case when small_steps >= plateau_k then 'plateau' else '' end as plateau
from counted
order by experiment, quant_type, iteration;

-- Every figure with all it was computed from: a row for each quant on each evaluation set, and one
-- for all sets pooled, which alone carries rank, change and verdict. Exports are made of it.
create view figures as
with evaluated as (
  select q.id as quant_id, 'all' as evaluation_set, null as domain, null as evaluation_set_sha256,
         s.tokens, s.mean, s.mean_error, s.median, s.kld_90, s.kld_95, s.kld_99, s.kld_99_9,
         s.kld_min, s.kld_max, s.ppl_base, s.ppl, s.ln_ppl_ratio, s.delta_p_mean, s.delta_p_rms,
         s.same_top, s.composite, s.composite_low, s.composite_high, r.rank, r.change, r.verdict,
         s.provenance_id, s.created_at as computed_at, 0 as position
  from score s
  join quant q on q.id = s.quant_id
  join scored_quant r on r.quant_id = q.id
  union all
  select v.quant_id, t.name, t.domain, t.sha256,
         v.tokens, v.mean, v.mean_error, v.median, v.kld_90, v.kld_95, v.kld_99, v.kld_99_9,
         v.kld_min, v.kld_max, v.ppl_base, v.ppl, v.ln_ppl_ratio, v.delta_p_mean, v.delta_p_rms,
         v.same_top, v.composite, null, null, null, null, null,
         v.provenance_id, v.finished_at, t.id
  from evaluation v
  join evaluation_set t on t.id = v.evaluation_set_id
  where v.finished_at is not null
)
select e.name as experiment, i.number as iteration, i.kind, i.corpus_tokens, q.quant_type, q.bytes,
       q.bits_per_weight, f.evaluation_set, f.domain, f.tokens, f.mean, f.mean_error, f.median,
       f.kld_90, f.kld_95, f.kld_99, f.kld_99_9, f.kld_min, f.kld_max, f.ppl_base, f.ppl,
       f.ln_ppl_ratio, f.delta_p_mean, f.delta_p_rms, f.same_top, f.composite, f.composite_low,
       f.composite_high, f.rank, f.change, f.verdict,
       m.sha256 as model_sha256, i.corpus_sha256, x.sha256 as imatrix_sha256,
       q.sha256 as quant_sha256, f.evaluation_set_sha256,
       p.llama_version, p.llama_commit, p.backend, p.cpu_variant, p.n_ctx, p.n_batch, p.n_ubatch,
       p.threads, p.gpu_layers, p.scored_positions, p.program_version, f.computed_at
from evaluated f
join quant q on q.id = f.quant_id
join iteration i on i.id = q.iteration_id
join experiment e on e.id = i.experiment_id
join model m on m.id = e.model_id
join provenance p on p.id = f.provenance_id
left join imatrix x on x.id = q.imatrix_id
where e.removed_at is null
order by experiment, quant_type, iteration, f.position;

create view run_history as
select r.id as run, e.name as experiment, r.state, r.started_at as started, r.ended_at as ended,
       round((julianday(coalesce(r.ended_at, r.heartbeat_at)) - julianday(r.started_at)) * 1440, 1) as minutes,
       r.stage, case when r.total > 0 then r.done || '/' || r.total || ' ' || coalesce(r.unit, '') end as progress,
       r.host, r.pid, r.reason, r.program_version
from run r
join experiment e on e.id = r.experiment_id
where e.removed_at is null
order by r.id;
