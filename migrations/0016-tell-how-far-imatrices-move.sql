-- Why: how far the imatrix moves with each step of a growing corpus predicts what the step brings, before anything
-- is quantized. It is computed when the imatrix is made, while both files are at hand.

create table imatrix_change (
  imatrix_id  integer primary key references imatrix on delete cascade,
  previous_id integer not null references imatrix on delete cascade,  -- of the planned iteration before
  change      real    not null check (change >= 0)   -- mean |ln ratio| of the columns of a tensor; 0.1 = 10 %
) strict;
create index imatrix_change_from on imatrix_change (previous_id);
