select t.name
from quant q
join iteration i on i.id = q.iteration_id
join evaluation_set t on t.experiment_id = i.experiment_id
left join evaluation v on v.quant_id = q.id and v.evaluation_set_id = t.id
where q.id = ? and t.part = 'evaluation' and v.finished_at is null
order by t.id
