-- pooled figures first, then each evaluation set, with the columns of figures filled in
select q.quant_type, null as name, null as sha256, 0 as "set", q.id as quant_id,
       %1$s
from quant q
join score s on s.quant_id = q.id
where q.iteration_id = ?
union all
select q.quant_type, t.name, t.sha256, t.id, q.id,
       %1$s
from quant q
join evaluation v on v.quant_id = q.id
join evaluation_set t on t.id = v.evaluation_set_id
where q.iteration_id = ? and v.finished_at is not null and t.part = 'evaluation'
order by quant_id, "set"
