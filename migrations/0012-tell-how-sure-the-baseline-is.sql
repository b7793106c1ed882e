-- Why: a change matters most where the model is sure of what comes next. How sure the baseline is of each scored
-- token was computed and thrown away; now it is kept beside the token's KLD, and summed up for each scored quant.

-- The probability of the baseline's most likely token, float32 a token as in the other blobs; null: evaluated before.
alter table chunk_result add column base_top blob;

-- The scored tokens of a quant by how sure the baseline is; none: evaluated before, at least in part.
create table confidence_bucket (
  quant_id       integer not null references quant on delete cascade,
  low            real    not null,                          -- probability of the baseline's most likely token
  high           real    not null,                          -- below it; the surest bucket includes 1
  share          real    not null check (share between 0 and 1),  -- of the quant's scored tokens
  tokens         integer not null check (tokens > 0),
  mean           real    not null,
  mean_error     real    not null,
  median         real    not null,
  kld_90         real    not null,
  kld_95         real    not null,
  kld_99         real    not null,
  kld_99_9       real    not null,
  kld_min        real    not null,
  kld_max        real    not null,
  ppl_base       real    not null,
  ppl            real    not null,
  ln_ppl_ratio   real    not null,
  delta_p_mean   real    not null,
  delta_p_rms    real    not null,
  same_top       real    not null check (same_top between 0 and 1),
  composite      real    not null,
  primary key (quant_id, low),
  check (low < high)
) strict, without rowid;

create view confidence as
select e.name as experiment, q.quant_type, i.number as iteration, i.corpus_tokens,
       round(100 * b.low, 1) as base_top_from_percent, round(100 * b.high, 1) as base_top_to_percent,
       b.tokens, round(100 * b.share, 2) as share_percent, round(b.mean, 6) as mean,
       round(b.kld_99, 6) as kld_99, round(100 * b.same_top, 2) as same_top_percent
from confidence_bucket b
join quant q on q.id = b.quant_id
join iteration i on i.id = q.iteration_id
join experiment e on e.id = i.experiment_id
where e.removed_at is null and i.replicate = 0
order by experiment, q.quant_type, iteration, b.low;
