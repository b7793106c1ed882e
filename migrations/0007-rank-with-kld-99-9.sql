-- Why: KLD 99.9% is computed and stored, and was in neither of the views that people read. It is the
-- first figure to show the damage that a quant does to rare tokens.

drop view ranking;

create view ranking as
select experiment, rank, number as iteration, corpus_tokens, quant_type, bytes,
       round(bits_per_weight, 3) as bits_per_weight,
       round(median, 6) as median, round(kld_90, 6) as kld_90, round(kld_95, 6) as kld_95,
       round(kld_99, 6) as kld_99, round(kld_99_9, 6) as kld_99_9, round(mean, 6) as mean,
       round(composite, 6) as composite, round(composite_low, 6) as composite_low,
       round(composite_high, 6) as composite_high, round(100 * change, 2) as change_percent, verdict
from scored_quant
order by experiment, quant_type, rank, iteration;

drop view domain_matrix;

-- Iteration × evaluation set: which texts gained and which paid for it.
create view domain_matrix as
select experiment, number as iteration, corpus_tokens, quant_type, evaluation_set, domain, tokens,
       round(median, 6) as median, round(kld_90, 6) as kld_90, round(kld_95, 6) as kld_95,
       round(kld_99, 6) as kld_99, round(kld_99_9, 6) as kld_99_9, round(mean, 6) as mean,
       round(composite, 6) as composite, round(100 * change, 2) as change_percent,
       round(ppl, 4) as ppl, round(100 * same_top, 2) as same_top_percent
from scored_text
order by experiment, quant_type, iteration, evaluation_set_id;
