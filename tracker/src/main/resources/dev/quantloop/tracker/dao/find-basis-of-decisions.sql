-- the scores, what they leave out, the settings that decide, and the form of the decisions
select '3 ' || e.reference || ' ' || e.tau || ' ' || e.plateau_k || ' ' || (
  select count(*) || ' ' || ifnull(max(s.id), 0) || ' ' || ifnull(sum(s.id), 0)
  from score s
  join quant q on q.id = s.quant_id
  join iteration i on i.id = q.iteration_id
  where i.experiment_id = e.id)
  || ifnull((select ' without ' || group_concat(z.evaluation_set_id || ':' || z.chunk) from (
      select z.* from quarantined_chunk z
      join evaluation_set t on t.id = z.evaluation_set_id
      where t.experiment_id = e.id and t.part = 'evaluation'
      order by z.evaluation_set_id, z.chunk) z
    having count(*) > 0), '')
  || ifnull((select ' above ' || f.composite from noise_floor f where f.experiment_id = e.id), '')
from experiment e
where e.id = ?
