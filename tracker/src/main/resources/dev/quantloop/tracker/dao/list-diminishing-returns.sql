select s.quant_type, s.number as iteration, s.corpus_tokens, s.composite,
       s.composite / nullif(lag(s.composite) over (partition by s.quant_type order by s.number), 0) - 1 as change,
       g.curve, g.gain, g.gain_low, g.gain_high, ifnull(g.small_steps, 0) as small_steps,
       ifnull(g.plateau, 0) as plateau
from scored_quant s
left join growth_step g on g.quant_id = s.quant_id
left join experiment_quant_type t
  on t.experiment_id = s.experiment_id and t.quant_type = s.quant_type
where s.experiment_id = ? and s.kind = 'planned'
order by t.position is null, t.position, s.quant_type, s.number
