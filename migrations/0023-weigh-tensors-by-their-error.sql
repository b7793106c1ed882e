-- Why: how far the imatrix moves counted all tensors alike, though a tensor that quantizing hardly changes gains
-- nothing by a better imatrix. While a tensor is quantized its error is known for next to nothing; it is kept, so that
-- the weights of a prediction can be looked up.

create table tensor_error (
  quant_id integer not null references quant on delete cascade,
  tensor   text    not null check (tensor <> ''),
  error    real    not null check (error >= 0),  -- sum v (q - w)^2 / sum v w^2, v: the imatrix's mean squares
  primary key (quant_id, tensor)
) strict, without rowid;

-- How far an imatrix moved for a quant type: the mean over tensors, weighted by their errors in a quant that was made
-- with the imatrix of the planned iteration before.
create table weighted_imatrix_change (
  imatrix_id integer not null references imatrix on delete cascade,
  quant_id   integer not null references quant on delete cascade,
  change     real    not null check (change >= 0),  -- mean |ln ratio| of the columns of a tensor; 0.1 = 10 %
  primary key (imatrix_id, quant_id)
) strict, without rowid;
create index weighted_imatrix_change_by_quant on weighted_imatrix_change (quant_id);
