-- Why: an experiment can also calibrate the layer that predicts a further token. The blocks of earlier ones have no sums of
-- it, and sums with and without are not to be added up.

alter table experiment add column nextn integer not null default 0
  check (nextn in (0, 1));
