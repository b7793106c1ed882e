-- Why: people bring logs of llama.cpp and tables that others have published, and want them beside their own figures.
-- Such a figure has no results of tokens behind it, hence no interval and no verdict, so it has tables of its own,
-- which no ranking of evaluated quants reads.

create table imported_result (
  id              integer primary key,
  experiment_id   integer not null references experiment on delete cascade,
  file            text    not null,                        -- where it was read from
  file_sha256     text    not null check (length(file_sha256) = 64),
  line            integer not null check (line >= 0),      -- of the file; 0 where it has no lines
  format          text    not null check (format <> ''),
  label           text    not null check (label <> ''),    -- the quant, as the file calls it
  quant_type      text,
  tensors         text,                                    -- that alone were quantized; null: all
  bytes           integer check (bytes > 0),
  bits_per_weight real    check (bits_per_weight > 0),
  n_ctx           integer check (n_ctx > 0),
  chunks          integer check (chunks > 0),
  note            text,
  created_at      text    not null,
  unique (experiment_id, file_sha256, line, label)
) strict;

create table imported_figure (
  result_id integer not null references imported_result on delete cascade,
  figure    text    not null,                              -- the name of a column of table score
  value     real    not null,
  error     real    check (error >= 0),                    -- standard error, where the file states one
  primary key (result_id, figure)
) strict, without rowid;

create view imported as
select e.name as experiment, 'imported' as origin, r.label, r.quant_type, r.tensors, r.bytes,
       round(r.bits_per_weight, 3) as bits_per_weight,
       round(max(case f.figure when 'median' then f.value end), 6) as median,
       round(max(case f.figure when 'kld_90' then f.value end), 6) as kld_90,
       round(max(case f.figure when 'kld_95' then f.value end), 6) as kld_95,
       round(max(case f.figure when 'kld_99' then f.value end), 6) as kld_99,
       round(max(case f.figure when 'kld_99_9' then f.value end), 6) as kld_99_9,
       round(max(case f.figure when 'mean' then f.value end), 6) as mean,
       round(max(case f.figure when 'mean' then f.error end), 6) as mean_error,
       round(max(case f.figure when 'composite' then f.value end), 6) as composite,
       round(max(case f.figure when 'ppl' then f.value end), 4) as ppl,
       round(max(case f.figure when 'ln_ppl_ratio' then f.value end), 6) as ln_ppl_ratio,
       round(100 * max(case f.figure when 'same_top' then f.value end), 2) as same_top_percent,
       r.n_ctx, r.chunks, r.format, r.file, r.line, r.note
from imported_result r
join experiment e on e.id = r.experiment_id
left join imported_figure f on f.result_id = r.id
where e.removed_at is null
group by r.id
order by experiment, r.id;
