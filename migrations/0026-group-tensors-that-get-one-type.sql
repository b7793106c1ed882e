-- Why: measuring hundreds of tensors one by one takes long. Tensors of a layer, of a kind, or the experts of a layer can
-- be measured together and get one type. A row of sensitivity is then of a group, named as a pattern of its tensors
-- ("blk.*.ffn_up.weight"); the rows of its single tensors have the error and the bytes of each.

alter table allocation add column grouped_by text not null default 'tensor'
  check (grouped_by in ('tensor', 'layer', 'kind', 'experts'));   -- what gets one type
