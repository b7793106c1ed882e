-- Why: whether one file is better than another is often settled long before the whole text is evaluated. An evaluation
-- that ends then has no score: its figures are of other chunks than those of the others. What was found is kept here.

create table early_stop (
  quant_id           integer primary key references quant on delete cascade,
  reference_quant_id integer not null references quant on delete cascade,  -- evaluated on all chunks
  outcome            text    not null check (outcome in ('improved', 'worse', 'no detectable difference')),
  change             real    not null,                      -- of the composite on the same chunks, relative
  low                real    not null,                      -- interval of the look; all looks together: 95 %
  high               real    not null,
  p                  real    not null check (p between 0 and 1),
  look               integer not null check (look > 0),
  chunks             integer not null check (chunks > 0),   -- that the comparison rests on
  all_chunks         integer not null,
  clusters           integer not null,                      -- documents of these chunks
  saved_tokens       integer not null,                      -- that were not evaluated
  created_at         text    not null,
  check (low <= high and chunks <= all_chunks)
) strict;
create index early_stop_on_reference on early_stop (reference_quant_id);
