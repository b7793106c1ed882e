-- char(10) between the parts of a list: neither quant types nor tags hold a line break
select e.id, e.name, m.name as model, e.created_at, e.archived_at is not null as archived, latest.state as run_state,
       coalesce(latest.ended_at, latest.heartbeat_at, e.created_at) as touched_at,
       (select count(*) from iteration i where i.experiment_id = e.id and i.replicate = 0 and i.state = 'done') as iterations,
       (select count(*) from score s join quant q on q.id = s.quant_id
                                     join iteration i on i.id = q.iteration_id
        where i.experiment_id = e.id and i.replicate = 0) as scores,
       (select count(*) from imported_result r where r.experiment_id = e.id) as imported,
       coalesce(
         (select group_concat(quant_type, char(10)) from (
            select quant_type from experiment_quant_type t
            where t.experiment_id = e.id order by position)),
         (select group_concat(quant_type, char(10)) from (  -- of files that were judged
            select distinct t.quant_type from iteration_quant_type t
            join iteration i on i.id = t.iteration_id
            where i.experiment_id = e.id order by t.quant_type))) as quant_types,
       (select group_concat(name, char(10)) from (
          select name from tag t
          where t.experiment_id = e.id and t.iteration_id is null order by name)) as tags
from experiment e
join model m on m.id = e.model_id
left join mix on mix.finals_id = e.id  -- whose finals belong to the run of the search
left join run latest on latest.id = (select max(id) from run where experiment_id = coalesce(mix.experiment_id, e.id))
where e.removed_at is null and (? = 1 or e.archived_at is null)
order by e.id desc
