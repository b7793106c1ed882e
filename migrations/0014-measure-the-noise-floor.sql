-- Why: rounding depends on how text is batched and on how many threads, so equal models do not come out exactly alike.
-- A difference below that is no difference, whatever its interval says.

-- The baseline of an experiment against itself; none: not measured yet.
create table noise_floor (
  experiment_id  integer primary key references experiment on delete cascade,
  chunks         integer not null check (chunks > 0),       -- the first of the evaluation text
  other_ubatch   integer not null,                          -- micro-batch and threads of the second decoding
  other_threads  integer not null,
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
  provenance_id  integer not null references provenance on delete restrict,
  created_at     text    not null
) strict;
