-- Why: a verdict and its interval say the same only where both are of the same test. An interval is as wide as its p is
-- large: wider where several quants are held against one, and where looks at an evaluation have spent some of the 5 %.

alter table comparison add column freedom real check (freedom > 0);    -- degrees of freedom of the error of the change
alter table comparison add column level real check (level > 0 and level < 1);  -- the interval excludes 0 where p is below it

-- Evaluations that were looked at before their end.
create table early_look (
  quant_id   integer primary key references quant on delete cascade,
  last_error real    not null check (last_error > 0 and last_error < 1)  -- that is left for the last look, at everything
) strict;
