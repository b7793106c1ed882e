-- the experiment here that one of the attached history is: of the same model, made at the same moment, and nothing in
-- the one that contradicts the other, as it would where a copy of a history has gone on by itself
select o.id
from theirs.experiment t
join theirs.model tm on tm.id = t.model_id
join main.model om on om.sha256 = tm.sha256
join main.experiment o on o.model_id = om.id and o.created_at = t.created_at and o.seed = t.seed
  and o.n_ctx = t.n_ctx and o.removed_at is null
where t.id = ?
  and (select group_concat(quant_type, ' ' order by position) from theirs.experiment_quant_type where experiment_id = t.id)
   is (select group_concat(quant_type, ' ' order by position) from main.experiment_quant_type where experiment_id = o.id)
  and not exists (
    select 1 from theirs.corpus a join main.corpus b on b.experiment_id = o.id and b.position = a.position
    join theirs.source s on s.id = a.source_id
    join main.source r on r.id = b.source_id
    where a.experiment_id = t.id
      and (a.sha256 <> b.sha256 or s.name <> r.name or s.domain <> r.domain or s.sha256 <> r.sha256))
  and not exists (
    select 1 from theirs.evaluation_set a join main.evaluation_set b on b.experiment_id = o.id and b.name = a.name
    where a.experiment_id = t.id and a.sha256 <> b.sha256)
  and not exists (
    select 1 from theirs.iteration a
    join main.iteration b on b.experiment_id = o.id and b.number = a.number and b.replicate = a.replicate
    where a.experiment_id = t.id
      and (a.created_at <> b.created_at or a.corpus_sha256 is not b.corpus_sha256 or a.label is not b.label))
  and not exists (
    select 1 from theirs.iteration a
    join main.iteration b on b.experiment_id = o.id and b.number = a.number and b.replicate = a.replicate
    join theirs.quant p on p.iteration_id = a.id
    join main.quant q on q.iteration_id = b.id and q.quant_type = p.quant_type
    where a.experiment_id = t.id and p.sha256 <> q.sha256)
order by o.name <> t.name, o.id
limit 1
