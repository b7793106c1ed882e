-- Why: which sources a corpus takes how much of was left to whoever gathered them. The sums of the ledger add up with any
-- weights, so weights can be tried at the price of a quantization and an evaluation each. They are tried on text that
-- is kept back for choosing, and what was chosen is judged on the held-out text: that takes two experiments, which have
-- the sources of a third and none of its evaluation text.

create table mix (
  experiment_id  integer primary key references experiment on delete cascade,  -- its iterations are what was tried
  finals_id      integer not null unique references experiment on delete cascade,
    -- iteration 1: equal weights; 2: the best single source; others: mixes
  of_id          integer not null references experiment on delete cascade,     -- whose sources are mixed
  quant_type     text    not null check (quant_type <> ''),
  objective      text    not null check (objective in ('weighted', 'worst')),
  domain_weights text,                                       -- code=2,prose=1; null: equal
  chunks         integer not null check (chunks > 0),        -- of calibration text, all sources together
  texts          integer not null check (texts > 1),         -- the first for trying, the others for judging
  tries          integer not null check (tries > 0),         -- at most
  weights        text                                        -- code=2,prose=1; null: they are searched for
) strict;
create index mix_of_experiment on mix (of_id);

-- A mix is held against equal weights and against the best single source.
drop index comparison_of_quant;
create unique index comparison_of_quants
  on comparison (quant_id, reference_quant_id, question, ifnull(evaluation_set_id, 0), figure);
