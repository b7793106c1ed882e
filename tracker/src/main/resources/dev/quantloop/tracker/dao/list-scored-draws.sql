select q.id as quant_id, i.number, i.replicate, i.kind, i.drawn, q.quant_type, i.corpus_tokens, s.*
from score s
join quant q on q.id = s.quant_id
join iteration i on i.id = q.iteration_id
where i.experiment_id = ?
order by q.quant_type, i.number, i.replicate
