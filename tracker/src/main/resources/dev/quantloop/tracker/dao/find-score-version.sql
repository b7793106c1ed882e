select count(score.id) || ' ' || ifnull(max(score.id), 0) || ' ' || ifnull(max(score.created_at), '') || ' ' ||
       (select count(*)
          from imatrix_change
          join imatrix on imatrix.id = imatrix_change.imatrix_id
          join iteration of on of.id = imatrix.iteration_id
         where of.experiment_id = experiment.id)
  from experiment
  left join iteration on iteration.experiment_id = experiment.id
  left join quant on quant.iteration_id = iteration.id
  left join score on score.quant_id = quant.id
 where experiment.id = ?
