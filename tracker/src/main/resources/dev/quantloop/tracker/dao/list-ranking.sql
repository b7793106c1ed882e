select s.*, s.number as iteration
from scored_quant s
left join experiment_quant_type t
  on t.experiment_id = s.experiment_id and t.quant_type = s.quant_type
where s.experiment_id = ?
order by t.position is null, t.position, s.quant_type, s.rank, s.number
