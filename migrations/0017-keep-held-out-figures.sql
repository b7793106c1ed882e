-- Why: what is recommended was chosen because it looked good on the documents that it was chosen on, so its figures
-- there flatter it (the winner's curse). Its figures on held-out documents, which had no part in the choice, are kept
-- beside them.

-- Held-out text is evaluated like any other, and counts in no score.
alter table evaluation_set add column part text not null default 'evaluation'
  check (part in ('evaluation', 'held out'));

-- That a quant was evaluated on all held-out sets, and how its figures were resampled.
create table held_out_score (
  quant_id        integer primary key references quant on delete cascade,
  provenance_id   integer not null references provenance on delete restrict,
  created_at      text    not null,
  method          text    not null,
  resamples       integer not null check (resamples > 0),
  seed            integer not null,
  clusters        integer not null check (clusters > 0),
  chunks          integer not null check (chunks > 0),
  documents_known integer not null check (documents_known in (0, 1))
) strict;
create index held_out_score_of_provenance on held_out_score (provenance_id);

-- Its figures, all sets pooled, with their 95 % intervals; none where there are too few documents.
create table held_out_figure (
  quant_id integer not null references held_out_score on delete cascade,
  figure   text    not null,                           -- the name of a column of table score
  value    real    not null,
  low      real,
  high     real,
  primary key (quant_id, figure),
  check ((low is null) = (high is null)),
  check (low <= high)
) strict, without rowid;

-- As before, without held-out text.
drop view scored_text;
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
where v.finished_at is not null and t.part = 'evaluation' and e.removed_at is null and i.replicate = 0;

-- What was recommended, on the documents that it was chosen on and on those that had no part in it.
create view held_out as
select e.name as experiment, q.quant_type, i.number as iteration, i.corpus_tokens, f.figure,
       round(case f.figure
         when 'mean' then s.mean when 'median' then s.median when 'kld_90' then s.kld_90
         when 'kld_95' then s.kld_95 when 'kld_99' then s.kld_99 when 'kld_99_9' then s.kld_99_9
         when 'kld_max' then s.kld_max when 'ppl_base' then s.ppl_base when 'ppl' then s.ppl
         when 'ln_ppl_ratio' then s.ln_ppl_ratio when 'same_top' then s.same_top
         when 'composite' then s.composite end, 6) as chosen_on,
       round(f.value, 6) as held_out, round(f.low, 6) as low, round(f.high, 6) as high,
       h.clusters, h.chunks
from held_out_figure f
join held_out_score h on h.quant_id = f.quant_id
join score s on s.quant_id = h.quant_id
join quant q on q.id = h.quant_id
join iteration i on i.id = q.iteration_id
join experiment e on e.id = i.experiment_id
where e.removed_at is null and chosen_on is not null
order by experiment, q.quant_type, iteration, f.figure;
