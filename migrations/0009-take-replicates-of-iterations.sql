-- Why: the composite of equally large corpora differs by the luck of their text, by more than many a step of
-- the growing corpus. How much is known only from further corpora of the same size: the replicates of an
-- iteration. They are iterations of the same number that lists, rankings and exports leave out. And files from
-- outside can be judged, each in an iteration of its own, which has a label instead of a corpus.

alter table experiment add column replicates integer not null default 3
  check (replicates >= 0);                                        -- of an iteration, at most; 0: none

-- The same with three more columns and one more kind. Other tables and views refer to it by its name.
create table new_iteration (
  id            integer primary key,
  experiment_id integer not null references experiment on delete cascade,
  number        integer not null check (number >= 0),
  replicate     integer not null default 0 check (replicate >= 0),  -- 0: the iteration itself
  kind          text    not null check (kind in ('planned', 'by hand', 'judged')),
  state         text    not null check (state in ('pending', 'running', 'done', 'failed')),
  corpus_tokens integer not null check (corpus_tokens >= 0),      -- 0: no imatrix
  corpus_sha256 text    check (length(corpus_sha256) = 64),       -- of the tokens, in recipe order
  drawn         text    check (drawn in ('disjoint', 'with replacement')),  -- how a replicate's text was
  label         text    check (label <> ''),                      -- of what was judged
  created_at    text    not null,
  ended_at      text,
  unique (experiment_id, number, replicate),
  check ((corpus_tokens = 0) = (corpus_sha256 is null)),
  check ((replicate = 0) = (drawn is null)),
  check (kind <> 'judged' or label is not null)
) strict;

insert into new_iteration (id, experiment_id, number, kind, state, corpus_tokens, corpus_sha256,
                           created_at, ended_at)
select id, experiment_id, number, kind, state, corpus_tokens, corpus_sha256, created_at, ended_at
from iteration;

drop table iteration;

alter table new_iteration rename to iteration;

drop view scored_quant;

-- One row per scored quant, exact. `previous` is the composite of the last planned iteration before it
-- that has one of the same type; `change` is relative to that.
create view scored_quant as
with numbered as (
  select e.id as experiment_id, e.name as experiment, e.tau, i.id as iteration_id, i.number, i.kind,
         i.corpus_tokens, q.id as quant_id, q.quant_type, q.bytes, q.bits_per_weight,
         s.tokens, s.mean, s.mean_error, s.median, s.kld_90, s.kld_95, s.kld_99, s.kld_99_9,
         s.kld_min, s.kld_max, s.ppl_base, s.ppl, s.ln_ppl_ratio, s.delta_p_mean, s.delta_p_rms,
         s.same_top, s.composite, s.composite_low, s.composite_high,
         rank() over (partition by e.id, q.quant_type order by s.composite) as rank,
         max(i.number) filter (where i.kind = 'planned') over (
           partition by e.id, q.quant_type order by i.number
           rows between unbounded preceding and 1 preceding) as previous_number
  from score s
  join quant q on q.id = s.quant_id
  join iteration i on i.id = q.iteration_id
  join experiment e on e.id = i.experiment_id
  where e.removed_at is null and i.replicate = 0
), ordered as (
  select n.*, p.composite as previous
  from numbered n
  left join numbered p on p.experiment_id = n.experiment_id and p.quant_type = n.quant_type
    and p.number = n.previous_number
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

drop view scored_text;

-- One row per evaluation that is complete, exact, with the change to the same predecessor.
create view scored_text as
with numbered as (
  select e.id as experiment_id, e.name as experiment, i.number, i.kind, i.corpus_tokens,
         q.quant_type, t.id as evaluation_set_id, t.name as evaluation_set, t.domain,
         v.tokens, v.mean, v.mean_error, v.median, v.kld_90, v.kld_95, v.kld_99, v.kld_99_9,
         v.kld_min, v.kld_max, v.ppl_base, v.ppl, v.ln_ppl_ratio, v.delta_p_mean, v.delta_p_rms,
         v.same_top, v.composite,
         max(i.number) filter (where i.kind = 'planned') over (
           partition by e.id, t.id, q.quant_type order by i.number
           rows between unbounded preceding and 1 preceding) as previous_number
  from evaluation v
  join evaluation_set t on t.id = v.evaluation_set_id
  join quant q on q.id = v.quant_id
  join iteration i on i.id = q.iteration_id
  join experiment e on e.id = i.experiment_id
  where v.finished_at is not null and e.removed_at is null and i.replicate = 0
)
select n.*, n.composite / nullif(p.composite, 0) - 1 as change
from numbered n
left join numbered p on p.experiment_id = n.experiment_id and p.quant_type = n.quant_type
  and p.evaluation_set_id = n.evaluation_set_id and p.number = n.previous_number;

drop view diminishing_returns;

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
  where e.removed_at is null and i.replicate = 0 and i.kind = 'planned'
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

drop view figures;

-- Every figure with all it was computed from, as before, without replicates.
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
       p.threads, e.flash_attention, p.gpu_layers, p.scored_positions, p.program_version, f.computed_at
from evaluated f
join quant q on q.id = f.quant_id
join iteration i on i.id = q.iteration_id
join experiment e on e.id = i.experiment_id
join model m on m.id = e.model_id
join provenance p on p.id = f.provenance_id
left join imatrix x on x.id = q.imatrix_id
where e.removed_at is null and i.replicate = 0
order by experiment, quant_type, iteration, f.position;

-- The replicates of all iterations: what equally large corpora came to.
create view replicates as
select e.name as experiment, q.quant_type, i.number as iteration, i.replicate, i.drawn, i.corpus_tokens,
       round(s.median, 6) as median, round(s.kld_90, 6) as kld_90, round(s.kld_95, 6) as kld_95,
       round(s.kld_99, 6) as kld_99, round(s.kld_99_9, 6) as kld_99_9, round(s.mean, 6) as mean,
       round(s.composite, 6) as composite, i.corpus_sha256, q.sha256 as quant_sha256
from score s
join quant q on q.id = s.quant_id
join iteration i on i.id = q.iteration_id
join experiment e on e.id = i.experiment_id
where e.removed_at is null and i.replicate > 0
order by experiment, q.quant_type, iteration, i.replicate;
