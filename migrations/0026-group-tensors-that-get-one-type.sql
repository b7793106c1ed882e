-- Why: measuring hundreds of tensors one by one takes long. Tensors of a layer, of a kind, or the experts of a layer can
-- be measured together and get one type. A row of sensitivity is then of a group, named as a pattern of its tensors
-- ("blk.*.ffn_up.weight"); the rows of its single tensors have the error and the bytes of each.

alter table allocation add column grouped_by text not null default 'tensor'
  check (grouped_by in ('tensor', 'layer', 'kind', 'experts'));   -- what gets one type

-- Sums over tensors are right only where groups can be told from single tensors.
drop view sensitivities;
create view sensitivities as
select e.name as experiment, case when instr(s.tensor, '*') > 0 then a.grouped_by else 'tensor' end as grouped_by,
       s.tensor, s.type, s.bytes, s.error, s.kld, s.kld_low, s.kld_high, s.composite, s.chunks
from sensitivity s
join allocation a on a.experiment_id = s.experiment_id
join experiment e on e.id = s.experiment_id
where e.removed_at is null
order by experiment, s.id;
