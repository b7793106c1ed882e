-- Why: a change of the composite was called improved or worse when it passed a threshold, whatever the luck of the
-- evaluation text: two equal recipes came out as different in more than half of the cases. Now every figure has an
-- interval from a bootstrap over documents, quants are compared on the same resampled documents, and what follows
-- (verdicts, diminishing returns, the recommended iteration) is decided once by the program and stored with what it
-- rests on. The views read it and decide nothing.

-- A quant's figures on resampled documents, of one evaluation set or of all.
create table resampling (
  id                integer primary key,
  quant_id          integer not null references quant on delete cascade,
  evaluation_set_id integer references evaluation_set on delete cascade,  -- null: all sets pooled
  method            text    not null,
  resamples         integer not null check (resamples > 0),
  seed              integer not null,
  clusters          integer not null check (clusters > 0),  -- documents, or groups of them that share a chunk
  chunks            integer not null check (chunks > 0),
  documents_known   integer not null check (documents_known in (0, 1)),  -- 0: sections of the text serve as documents
  figures           blob    not null                        -- of every resample; see dev.quantloop.tracker.stats.Resampled
) strict;
create unique index resampling_of_quant on resampling (quant_id, ifnull(evaluation_set_id, 0));
create index resampling_of_set on resampling (evaluation_set_id);

-- 95 % intervals; none where there are too few documents.
create table figure_interval (
  resampling_id integer not null references resampling on delete cascade,
  figure        text    not null,                           -- the name of a column of table score
  low           real    not null,
  high          real    not null,
  primary key (resampling_id, figure),
  check (low <= high)
) strict, without rowid;

-- What the figures of an experiment are held against.
alter table experiment add column reference text not null default 'previous' check (reference <> '');
  -- previous, best, baseline (without imatrix), or the number of an iteration

-- That an experiment's figures were judged, and how. All that was decided goes with it.
create table decision (
  experiment_id   integer primary key references experiment on delete cascade,
  basis           text    not null,                         -- the scores and settings; others: judge anew
  reference       text    not null,
  tau             real    not null,
  plateau_k       integer not null,
  method          text    not null,
  resamples       integer not null,
  seed            integer not null,
  decided_at      text    not null
) strict;

-- How far equally large corpora of the same sources move ln composite: the luck of the calibration text.
create table calibration_noise (
  experiment_id integer not null references decision on delete cascade,
  quant_type    text    not null,
  deviation     real    not null check (deviation >= 0),    -- standard deviation of ln composite
  freedom       real    not null check (freedom > 0),       -- degrees of freedom it was estimated with
  primary key (experiment_id, quant_type)
) strict, without rowid;

-- A quant against another on the same tokens.
create table comparison (
  id                   integer primary key,
  experiment_id        integer not null references decision on delete cascade,
  quant_id             integer not null references quant on delete cascade,
  reference_quant_id   integer not null references quant on delete cascade,
  evaluation_set_id    integer references evaluation_set on delete cascade,  -- null: all sets pooled
  question             text    not null check (question in ('file', 'recipe')),
  figure               text    not null,
  change               real,                                -- relative; 0.01 = 1 % more
  low                  real,                                -- 95 % interval of the change
  high                 real,
  p                    real    check (p between 0 and 1),   -- two-sided
  p_adjusted           real    check (p_adjusted between 0 and 1),  -- Holm; null: compared alone
  outcome              text    not null
    check (outcome in ('improved', 'worse', 'no detectable difference', 'undecided')),
  reason               text,                                -- why it is undecided
  clusters             integer not null,
  chunks               integer not null,
  replicates           integer not null,                    -- draws of the calibration text; 0: without imatrix
  reference_replicates integer not null,
  check ((outcome = 'undecided') = (reason is not null))
) strict;
create unique index comparison_of_quant
  on comparison (quant_id, question, ifnull(evaluation_set_id, 0), figure);
create index comparison_of_experiment on comparison (experiment_id);
create index comparison_with on comparison (reference_quant_id);
create index comparison_of_set on comparison (evaluation_set_id);

-- What is said of each ranked quant.
create table verdict (
  quant_id      integer primary key references quant on delete cascade,
  experiment_id integer not null references decision on delete cascade,
  verdict       text    not null,
  comparison_id integer references comparison on delete cascade
) strict;
create index verdict_of_experiment on verdict (experiment_id);
create index verdict_by_comparison on verdict (comparison_id);

-- What another doubling of the corpus can still bring, by the whole curve up to this iteration.
create table growth_step (
  quant_id      integer primary key references quant on delete cascade,
  experiment_id integer not null references decision on delete cascade,
  curve         text    not null,                           -- how the composite was fitted
  gain          real,                                       -- relative improvement by another doubling
  gain_low      real,                                       -- 95 % interval
  gain_high     real,
  small_steps   integer not null,                           -- steps in a row whose gain_high is below tau
  plateau       integer not null check (plateau in (0, 1))
) strict;
create index growth_of_experiment on growth_step (experiment_id);

-- The cheapest iteration of a type that is not detectably worse than the best.
create table recommendation (
  experiment_id integer not null references decision on delete cascade,
  quant_type    text    not null,
  quant_id      integer not null references quant on delete cascade,
  best_quant_id integer not null references quant on delete cascade,
  question      text    not null check (question in ('file', 'recipe')),  -- what they were compared as
  primary key (experiment_id, quant_type)
) strict, without rowid;
create index recommendation_of_quant on recommendation (quant_id);
create index recommendation_of_best on recommendation (best_quant_id);

drop view figures;
drop view ranking;
drop view domain_matrix;
drop view diminishing_returns;
drop view scored_text;
drop view scored_quant;

-- Never filled; the interval is in figure_interval with those of the other figures.
alter table score drop column composite_low;
alter table score drop column composite_high;

-- One row per scored quant, exact, with what was decided about it.
create view scored_quant as
select e.id as experiment_id, e.name as experiment, e.tau, i.id as iteration_id, i.number, i.kind,
       i.corpus_tokens, q.id as quant_id, q.quant_type, q.bytes, q.bits_per_weight,
       s.tokens, s.mean, s.mean_error, s.median, s.kld_90, s.kld_95, s.kld_99, s.kld_99_9,
       s.kld_min, s.kld_max, s.ppl_base, s.ppl, s.ln_ppl_ratio, s.delta_p_mean, s.delta_p_rms,
       s.same_top, s.composite, n.low as composite_low, n.high as composite_high,
       rank() over (partition by e.id, q.quant_type order by s.composite) as rank,
       ifnull(v.verdict, 'not judged') as verdict, c.question, r.number as reference, c.change,
       c.low as change_low, c.high as change_high, c.reason, a.clusters, a.documents_known, a.chunks,
       c.replicates, c.reference_replicates, m.quant_id is not null as recommended
from score s
join quant q on q.id = s.quant_id
join iteration i on i.id = q.iteration_id
join experiment e on e.id = i.experiment_id
left join resampling a on a.quant_id = q.id and a.evaluation_set_id is null
left join figure_interval n on n.resampling_id = a.id and n.figure = 'composite'
left join verdict v on v.quant_id = q.id
left join comparison c on c.id = v.comparison_id
left join quant p on p.id = c.reference_quant_id
left join iteration r on r.id = p.iteration_id
left join recommendation m on m.quant_id = q.id
where e.removed_at is null and i.replicate = 0;

-- One row per evaluation that is complete, exact, compared as files with the same reference.
create view scored_text as
select e.id as experiment_id, e.name as experiment, i.number, i.kind, i.corpus_tokens,
       q.quant_type, t.id as evaluation_set_id, t.name as evaluation_set, t.domain,
       v.tokens, v.mean, v.mean_error, v.median, v.kld_90, v.kld_95, v.kld_99, v.kld_99_9,
       v.kld_min, v.kld_max, v.ppl_base, v.ppl, v.ln_ppl_ratio, v.delta_p_mean, v.delta_p_rms,
       v.same_top, v.composite, n.low as composite_low, n.high as composite_high,
       c.change, c.low as change_low, c.high as change_high, c.outcome, a.clusters
from evaluation v
join evaluation_set t on t.id = v.evaluation_set_id
join quant q on q.id = v.quant_id
join iteration i on i.id = q.iteration_id
join experiment e on e.id = i.experiment_id
left join resampling a on a.quant_id = q.id and a.evaluation_set_id = t.id
left join figure_interval n on n.resampling_id = a.id and n.figure = 'composite'
left join comparison c on c.quant_id = q.id and c.evaluation_set_id = t.id
  and c.question = 'file' and c.figure = 'composite'
where v.finished_at is not null and e.removed_at is null and i.replicate = 0;

create view ranking as
select experiment, rank, number as iteration, corpus_tokens, quant_type, bytes,
       round(bits_per_weight, 3) as bits_per_weight,
       round(median, 6) as median, round(kld_90, 6) as kld_90, round(kld_95, 6) as kld_95,
       round(kld_99, 6) as kld_99, round(kld_99_9, 6) as kld_99_9, round(mean, 6) as mean,
       round(composite, 6) as composite, round(composite_low, 6) as composite_low,
       round(composite_high, 6) as composite_high, reference, round(100 * change, 2) as change_percent,
       round(100 * change_low, 2) as change_low_percent,
       round(100 * change_high, 2) as change_high_percent,
       verdict, question, clusters, replicates,
       case when recommended then 'recommended' else '' end as recommended
from scored_quant
order by experiment, quant_type, rank, iteration;

-- Iteration × evaluation set: which texts gained and which paid for it.
create view domain_matrix as
select experiment, number as iteration, corpus_tokens, quant_type, evaluation_set, domain, tokens,
       round(median, 6) as median, round(kld_90, 6) as kld_90, round(kld_95, 6) as kld_95,
       round(kld_99, 6) as kld_99, round(kld_99_9, 6) as kld_99_9, round(mean, 6) as mean,
       round(composite, 6) as composite, round(composite_low, 6) as composite_low,
       round(composite_high, 6) as composite_high, round(100 * change, 2) as change_percent,
       round(100 * change_low, 2) as change_low_percent,
       round(100 * change_high, 2) as change_high_percent, outcome as verdict,
       round(ppl, 4) as ppl, round(100 * same_top, 2) as same_top_percent
from scored_text
order by experiment, quant_type, iteration, evaluation_set_id;

-- Steps of the growing corpus and what another doubling can still bring.
create view diminishing_returns as
select e.name as experiment, q.quant_type, i.number as iteration, i.corpus_tokens,
       i.corpus_tokens - lag(i.corpus_tokens) over w as added_tokens,
       round(s.composite, 6) as composite,
       round(100 * (s.composite / nullif(lag(s.composite) over w, 0) - 1), 2) as change_percent,
       round(100 * g.gain, 2) as next_doubling_percent,
       round(100 * g.gain_low, 2) as next_doubling_low_percent,
       round(100 * g.gain_high, 2) as next_doubling_high_percent, g.curve,
       round(100 * d.tau, 2) as threshold_percent, g.small_steps,
       case when g.plateau then 'plateau' else '' end as plateau
from score s
join quant q on q.id = s.quant_id
join iteration i on i.id = q.iteration_id
join experiment e on e.id = i.experiment_id
left join growth_step g on g.quant_id = q.id
left join decision d on d.experiment_id = e.id
where e.removed_at is null and i.replicate = 0 and i.kind = 'planned'
window w as (partition by e.id, q.quant_type order by i.number)
order by experiment, q.quant_type, iteration;

-- Every figure with all it was computed from, as before, and what was decided.
create view figures as
with evaluated as (
  select q.id as quant_id, 'all' as evaluation_set, null as domain, null as evaluation_set_sha256,
         s.tokens, s.mean, s.mean_error, s.median, s.kld_90, s.kld_95, s.kld_99, s.kld_99_9,
         s.kld_min, s.kld_max, s.ppl_base, s.ppl, s.ln_ppl_ratio, s.delta_p_mean, s.delta_p_rms,
         s.same_top, s.composite, r.composite_low, r.composite_high, r.rank, r.reference, r.change,
         r.change_low, r.change_high, r.verdict, r.question, r.clusters, r.replicates,
         s.provenance_id, s.created_at as computed_at, 0 as position
  from score s
  join quant q on q.id = s.quant_id
  join scored_quant r on r.quant_id = q.id
  union all
  select v.quant_id, t.name, t.domain, t.sha256,
         v.tokens, v.mean, v.mean_error, v.median, v.kld_90, v.kld_95, v.kld_99, v.kld_99_9,
         v.kld_min, v.kld_max, v.ppl_base, v.ppl, v.ln_ppl_ratio, v.delta_p_mean, v.delta_p_rms,
         v.same_top, v.composite, x.composite_low, x.composite_high, null, null, x.change,
         x.change_low, x.change_high, x.outcome, case when x.outcome is null then null else 'file' end,
         x.clusters, null, v.provenance_id, v.finished_at, t.id
  from evaluation v
  join evaluation_set t on t.id = v.evaluation_set_id
  join quant q on q.id = v.quant_id
  join iteration i on i.id = q.iteration_id
  join scored_text x on x.experiment_id = i.experiment_id and x.number = i.number
    and x.quant_type = q.quant_type and x.evaluation_set_id = t.id
  where v.finished_at is not null
)
select e.name as experiment, i.number as iteration, i.kind, i.corpus_tokens, q.quant_type, q.bytes,
       q.bits_per_weight, f.evaluation_set, f.domain, f.tokens, f.mean, f.mean_error, f.median,
       f.kld_90, f.kld_95, f.kld_99, f.kld_99_9, f.kld_min, f.kld_max, f.ppl_base, f.ppl,
       f.ln_ppl_ratio, f.delta_p_mean, f.delta_p_rms, f.same_top, f.composite, f.composite_low,
       f.composite_high, f.rank, f.reference, f.change, f.change_low, f.change_high, f.verdict,
       f.question, f.clusters, f.replicates,
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
where e.removed_at is null and i.replicate = 0
order by experiment, quant_type, iteration, f.position;
