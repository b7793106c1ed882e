-- Why: a verdict compared an iteration with whichever came before it, one made by hand included, while
-- the plateau follows the growing corpus only. The two could disagree about the same step. Now both
-- compare with the last planned iteration before, also where the iteration itself was made by hand.

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
  where e.removed_at is null
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
  where v.finished_at is not null and e.removed_at is null
)
select n.*, n.composite / nullif(p.composite, 0) - 1 as change
from numbered n
left join numbered p on p.experiment_id = n.experiment_id and p.quant_type = n.quant_type
  and p.evaluation_set_id = n.evaluation_set_id and p.number = n.previous_number;

drop view domain_matrix;

-- Iteration × evaluation set: which texts gained and which paid for it.
create view domain_matrix as
select experiment, number as iteration, corpus_tokens, quant_type, evaluation_set, domain, tokens,
       round(median, 6) as median, round(kld_90, 6) as kld_90, round(kld_95, 6) as kld_95,
       round(kld_99, 6) as kld_99, round(mean, 6) as mean, round(composite, 6) as composite,
       round(100 * change, 2) as change_percent,
       round(ppl, 4) as ppl, round(100 * same_top, 2) as same_top_percent
from scored_text
order by experiment, quant_type, iteration, evaluation_set_id;
