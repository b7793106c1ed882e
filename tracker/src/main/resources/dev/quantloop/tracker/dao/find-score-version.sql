select count(*) || ' ' || ifnull(max(score.id), 0) || ' ' || ifnull(max(score.created_at), '')
  from iteration
  join quant on quant.iteration_id = iteration.id
  join score on score.quant_id = quant.id
 where iteration.experiment_id = ?
