select i.number, i.corpus_tokens, q.quant_type, s.name, s.domain, v.*,
       v.composite / nullif(lag(v.composite) over (
           partition by q.quant_type, s.id order by i.number), 0) - 1 as change
from evaluation v
join evaluation_set s on s.id = v.evaluation_set_id
join quant q on q.id = v.quant_id
join iteration i on i.id = q.iteration_id
left join experiment_quant_type t
  on t.experiment_id = i.experiment_id and t.quant_type = q.quant_type
where i.experiment_id = :experiment and v.finished_at is not null
order by t.position is null, t.position, q.quant_type, i.number, s.id
