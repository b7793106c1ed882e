-- pooled figures first, then each evaluation set
select q.quant_type, null as name, null as sha256, 0 as position, q.id as quant_id,
       s.tokens, s.mean, s.mean_error, s.median, s.kld_90, s.kld_95, s.kld_99, s.kld_99_9,
       s.kld_min, s.kld_max, s.ppl_base, s.ppl, s.ln_ppl_ratio, s.delta_p_mean, s.delta_p_rms,
       s.same_top
from quant q
join score s on s.quant_id = q.id
where q.iteration_id = :iteration
union all
select q.quant_type, t.name, t.sha256, t.id, q.id,
       v.tokens, v.mean, v.mean_error, v.median, v.kld_90, v.kld_95, v.kld_99, v.kld_99_9,
       v.kld_min, v.kld_max, v.ppl_base, v.ppl, v.ln_ppl_ratio, v.delta_p_mean, v.delta_p_rms,
       v.same_top
from quant q
join evaluation v on v.quant_id = q.id
join evaluation_set t on t.id = v.evaluation_set_id
where q.iteration_id = :iteration and v.finished_at is not null
order by quant_id, position
