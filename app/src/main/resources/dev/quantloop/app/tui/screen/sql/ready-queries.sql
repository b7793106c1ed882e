-- Best iteration of each quant type
select experiment, quant_type, iteration, corpus_tokens, bits_per_weight,
       median, kld_99, composite, verdict
from ranking
where rank = 1

-- What an imatrix gains over none
select best.experiment, best.quant_type, best.iteration, best.corpus_tokens,
       none.composite as without_imatrix, best.composite,
       round(100 * (best.composite / none.composite - 1), 2) as change_percent
from ranking best
join ranking none on none.experiment = best.experiment
                 and none.quant_type = best.quant_type
where best.rank = 1 and none.corpus_tokens = 0

-- Growth: the composite by corpus tokens
select experiment, quant_type, iteration, corpus_tokens, added_tokens,
       composite, change_percent, plateau
from diminishing_returns

-- Worst domains of the best iterations
select d.experiment, d.quant_type, d.iteration, d.domain, d.evaluation_set,
       d.median, d.kld_99, d.composite, d.same_top_percent
from domain_matrix d
join ranking r on r.experiment = d.experiment and r.quant_type = d.quant_type
              and r.iteration = d.iteration
where r.rank = 1
order by d.experiment, d.quant_type, d.composite desc

-- Worst chunks
select e.name as experiment, i.number as iteration, q.quant_type,
       t.name as evaluation_set, c.chunk, round(c.mean_kld, 6) as mean_kld,
       round(100.0 * c.same_top / c.tokens, 1) as same_top_percent
from chunk_result c
join evaluation v on v.id = c.evaluation_id
join evaluation_set t on t.id = v.evaluation_set_id
join quant q on q.id = v.quant_id
join iteration i on i.id = q.iteration_id
join experiment e on e.id = i.experiment_id
where e.removed_at is null and not exists (
  select 1 from quarantined_chunk z where z.evaluation_set_id = t.id and z.chunk = c.chunk)
order by c.mean_kld desc
limit 100

-- Time spent by stage
with spent(experiment_id, stage, seconds) as (
  select c.experiment_id, 'imatrix', l.seconds
  from ledger_block l join corpus c on c.id = l.corpus_id
  where l.origin = 'computed'
  union all
  select i.experiment_id, 'quantize', q.seconds
  from quant q join iteration i on i.id = q.iteration_id
  union all
  -- The quants of an iteration are evaluated together, from first to last.
  select i.experiment_id, 'evaluate',
         86400 * (max(julianday(v.finished_at)) - min(julianday(v.created_at)))
  from evaluation v
  join quant q on q.id = v.quant_id
  join iteration i on i.id = q.iteration_id
  where v.finished_at is not null
  group by i.id
)
select e.name as experiment, s.stage, count(*) as times,
       round(sum(s.seconds), 1) as seconds,
       round(100 * sum(s.seconds) / sum(sum(s.seconds)) over (partition by e.id), 1)
         as percent
from spent s
join experiment e on e.id = s.experiment_id
where e.removed_at is null
group by e.id, s.stage
order by e.id, seconds desc

-- Disk used
with kept(experiment_id, what, bytes) as (
  select experiment_id, 'corpora', 4 * tokens from corpus
  union all
  select c.experiment_id, 'ledger', l.bytes
  from ledger_block l join corpus c on c.id = l.corpus_id
  union all
  select i.experiment_id, 'imatrices', x.bytes
  from imatrix x join iteration i on i.id = x.iteration_id
  union all
  select i.experiment_id, 'quants', q.bytes
  from quant q join iteration i on i.id = q.iteration_id
  where q.file_removed_at is null
)
select e.name as experiment, k.what, count(*) as files, sum(k.bytes) as bytes,
       round(sum(k.bytes) / 1048576.0, 1) as mebibytes
from kept k
join experiment e on e.id = k.experiment_id
group by e.id, k.what
order by bytes desc

-- What ran when
select *
from run_history
order by run desc

-- Warnings, errors and failures
select r.id as run, e.name as experiment, v.at, v.kind, v.message
from run_event v
join run r on r.id = v.run_id
join experiment e on e.id = r.experiment_id
where v.kind in ('warning', 'error') or v.message like 'failed%'
order by v.id desc

-- All notes
select n.created_at, e.name as experiment, i.number as iteration, n.text
from note n
join experiment e on e.id = n.experiment_id
left join iteration i on i.id = n.iteration_id
where e.removed_at is null
order by n.id desc

-- All tags
select g.name as tag, e.name as experiment, i.number as iteration
from tag g
join experiment e on e.id = g.experiment_id
left join iteration i on i.id = g.iteration_id
where e.removed_at is null
order by tag, experiment, iteration

-- Sources and their tokens
select e.name as experiment, s.name as source, s.domain, s.bytes, c.tokens,
       c.evaluation_tokens, c.pool_tokens, s.origin
from corpus c
join source s on s.id = c.source_id
join experiment e on e.id = c.experiment_id
where e.removed_at is null
order by e.id, c.position

-- What each corpus is made of
select e.name as experiment, i.number as iteration, s.name as source, r.weight,
       sum(r.chunks) as chunks, sum(r.chunks) * e.n_ctx as tokens
from iteration_source r
join iteration i on i.id = r.iteration_id
join experiment e on e.id = i.experiment_id
join corpus c on c.id = r.corpus_id
join source s on s.id = c.source_id
where e.removed_at is null
group by i.id, c.id, r.weight
order by e.id, i.number, c.position

-- Builds and settings behind the figures
select distinct experiment, llama_version, llama_commit, backend, cpu_variant,
       n_ctx, n_batch, n_ubatch, threads, flash_attention, gpu_layers,
       scored_positions, program_version
from figures

-- Tables, views and their columns
select m.type, m.name, p.name as column_name, p.type as column_type
from sqlite_schema m
join pragma_table_info(m.name) p
where m.type in ('table', 'view') and m.name not like 'sqlite%'
order by m.type desc, m.name, p.cid
