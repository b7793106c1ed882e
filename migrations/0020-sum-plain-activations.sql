-- Why: statistics of an imatrix want the means of activations, too. The imatrices and blocks of earlier experiments have
-- no sums of these, and what is made again of them must be the same to the bit.

alter table experiment add column squares_only integer not null default 1
  check (squares_only in (0, 1));
