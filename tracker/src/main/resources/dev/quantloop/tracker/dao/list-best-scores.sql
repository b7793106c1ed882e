-- the type with the fewest bits is where an imatrix decides most; bare columns are of the row with the minimum
with best as (
  select i.experiment_id, q.quant_type, min(s.composite) as composite, min(q.bits_per_weight) as bits
  from score s
  join quant q on q.id = s.quant_id
  join iteration i on i.id = q.iteration_id
  where i.replicate = 0
  group by i.experiment_id, q.quant_type
)
select experiment_id, quant_type, composite, min(bits) as bits
from best
group by experiment_id
