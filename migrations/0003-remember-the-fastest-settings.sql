-- Why: which batch sizes, threads and kind of attention decode fastest depends on the model, the
-- device, the build of llama.cpp and the length of the chunks, and finding out takes minutes. So the
-- answer of `quantloop tune` is kept, and experiments that are created without such settings take it.
-- Flash attention, which no experiment could choose before, becomes a setting: all had libllama's
-- default. It is fixed once an iteration exists, so that the experiment's is that of every figure.

create table tuning (
  id                     integer primary key,
  model_id               integer not null references model on delete restrict,
  device                 text    not null check (device <> ''),
  gpu_layers             integer not null,                        -- 0: on the CPU; negative: all
  llama_version          text    not null,
  n_ctx                  integer not null check (n_ctx > 0),
  n_batch                integer not null check (n_batch > 0),
  n_ubatch               integer not null check (n_ubatch > 0),
  threads                integer not null check (threads > 0),
  flash_attention        text    not null check (flash_attention in ('auto', 'on', 'off')),
  tokens_per_second      real    not null check (tokens_per_second > 0),
  tokens_per_second_low  real    not null,                        -- 95 % interval
  tokens_per_second_high real    not null,
  trials                 integer not null check (trials > 0),     -- of all settings that were tried
  program_version        text    not null,
  tuned_at               text    not null,
  unique (model_id, device, gpu_layers, llama_version, n_ctx),
  check (tokens_per_second between tokens_per_second_low and tokens_per_second_high)
) strict;

alter table experiment add column flash_attention text not null default 'auto'
  check (flash_attention in ('auto', 'on', 'off'));

-- Every figure with all it was computed from, as before, and flash attention.
drop view figures;

create view figures as
with evaluated as (
  select q.id as quant_id, 'all' as evaluation_set, null as domain, null as evaluation_set_sha256,
         s.tokens, s.mean, s.mean_error, s.median, s.kld_90, s.kld_95, s.kld_99, s.kld_99_9,
         s.kld_min, s.kld_max, s.ppl_base, s.ppl, s.ln_ppl_ratio, s.delta_p_mean, s.delta_p_rms,
         s.same_top, s.composite, s.composite_low, s.composite_high, r.rank, r.change, r.verdict,
         s.provenance_id, s.created_at as computed_at, 0 as position
  from score s
  join quant q on q.id = s.quant_id
  join scored_quant r on r.quant_id = q.id
  union all
  select v.quant_id, t.name, t.domain, t.sha256,
         v.tokens, v.mean, v.mean_error, v.median, v.kld_90, v.kld_95, v.kld_99, v.kld_99_9,
         v.kld_min, v.kld_max, v.ppl_base, v.ppl, v.ln_ppl_ratio, v.delta_p_mean, v.delta_p_rms,
         v.same_top, v.composite, null, null, null, null, null,
         v.provenance_id, v.finished_at, t.id
  from evaluation v
  join evaluation_set t on t.id = v.evaluation_set_id
  where v.finished_at is not null
)
select e.name as experiment, i.number as iteration, i.kind, i.corpus_tokens, q.quant_type, q.bytes,
       q.bits_per_weight, f.evaluation_set, f.domain, f.tokens, f.mean, f.mean_error, f.median,
       f.kld_90, f.kld_95, f.kld_99, f.kld_99_9, f.kld_min, f.kld_max, f.ppl_base, f.ppl,
       f.ln_ppl_ratio, f.delta_p_mean, f.delta_p_rms, f.same_top, f.composite, f.composite_low,
       f.composite_high, f.rank, f.change, f.verdict,
       m.sha256 as model_sha256, i.corpus_sha256, x.sha256 as imatrix_sha256,
       q.sha256 as quant_sha256, f.evaluation_set_sha256,
       p.llama_version, p.llama_commit, p.backend, p.cpu_variant, p.n_ctx, p.n_batch, p.n_ubatch,
       p.threads, e.flash_attention, p.gpu_layers, p.scored_positions, p.program_version, f.computed_at
from evaluated f
join quant q on q.id = f.quant_id
join iteration i on i.id = q.iteration_id
join experiment e on e.id = i.experiment_id
join model m on m.id = e.model_id
join provenance p on p.id = f.provenance_id
left join imatrix x on x.id = q.imatrix_id
where e.removed_at is null
order by experiment, quant_type, iteration, f.position;
