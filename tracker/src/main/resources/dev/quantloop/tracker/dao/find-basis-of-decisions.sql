-- the scores, the settings that decide, and the form of the decisions
select '3 ' || e.reference || ' ' || e.tau || ' ' || e.plateau_k || ' ' || (
  select count(*) || ' ' || ifnull(max(s.id), 0) || ' ' || ifnull(sum(s.id), 0)
  from score s
  join quant q on q.id = s.quant_id
  join iteration i on i.id = q.iteration_id
  where i.experiment_id = e.id)
  || ifnull((select ' above ' || f.composite from noise_floor f where f.experiment_id = e.id), '')
from experiment e
where e.id = ?
