select c.reference_quant_id, c.quant_id
from comparison c
join experiment e on e.id = c.experiment_id
where e.model_id = ? and c.question = 'file' and c.figure = 'composite'
  and c.evaluation_set_id is null and c.low is not null
  and c.replicates > 0 and c.reference_replicates > 0
order by c.id desc
limit 1
