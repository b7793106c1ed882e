-- Why: which tensor gets which type moves the divergence several times as much as which text calibrates it. What each
-- type costs in each tensor is measured in the loaded model and kept here, tensor by tensor, so that a run that is
-- stopped goes on, and types for another size are found without measuring again.

-- An experiment that evaluates, as files, recipes of tensor types and the quant types that they are held against.
create table allocation (
  experiment_id  integer primary key references experiment on delete cascade,
  of_id          integer references experiment on delete set null,    -- whose next step it is; null: of none
  imatrix_file   text,                                                -- null: none
  imatrix_sha256 text,
  types          text    not null check (types <> ''),                -- that tensors may have, one a line
  every_type     integer not null check (every_type in (0, 1)),       -- 1: each is measured in each tensor
  search_chunks  integer not null check (search_chunks > 0),          -- on which is measured
  search_sha256  text    not null,                                    -- of their tokens
  check ((imatrix_file is null) = (imatrix_sha256 is null))
) strict;
create index allocation_of_experiment on allocation (of_id);

-- What is lost when one tensor alone has a type.
create table sensitivity (
  id            integer primary key,
  experiment_id integer not null references allocation (experiment_id) on delete cascade,
  tensor        text    not null,
  type          text    not null,
  bytes         integer not null check (bytes > 0),                   -- of the tensor
  error         real    not null check (error >= 0),                  -- Σ v·(q − w)² / Σ v·w², v from the imatrix
  kld           real,                                                 -- mean, in nats a token; null: not measured
  kld_low       real,                                                 -- its 95 % interval; null: too few documents
  kld_high      real,
  composite     real,
  chunks        integer,                                              -- that were scored
  provenance_id integer references provenance,
  created_at    text    not null,
  unique (experiment_id, tensor, type),
  check ((kld is null) = (composite is null) and (kld is null) = (chunks is null)
         and (kld is null) = (provenance_id is null) and (kld_low is null) = (kld_high is null))
) strict;

-- Types of all tensors for a size.
create table tensor_recipe (
  id                 integer primary key,
  experiment_id      integer not null references allocation (experiment_id) on delete cascade,
  target             text    not null check (target <> ''),           -- Q3_K_M, 12.3MiB or 3.5bpw
  stock_type         text    not null check (stock_type <> ''),       -- that it is held against
  target_bytes       integer,                                         -- of the tensors; null: not solved yet
  bytes              integer,                                         -- of the tensors that it has
  predicted_kld      real,                                            -- the sum of what single tensors lose
  kld                real,                                            -- of the whole, on the same text
  kld_low            real,
  kld_high           real,
  stock_kld          real,                                            -- of the stock type's tensors, likewise
  rounds             integer,                                         -- that helped, after the first
  iteration_id       integer references iteration on delete set null, -- whose quant is the recipe's file
  stock_iteration_id integer references iteration on delete set null,
  unique (experiment_id, target)
) strict;
create index tensor_recipe_of_iteration on tensor_recipe (iteration_id);
create index tensor_recipe_of_stock_iteration on tensor_recipe (stock_iteration_id);

create table tensor_recipe_type (
  recipe_id integer not null references tensor_recipe on delete cascade,
  position  integer not null,
  tensor    text    not null,
  type      text    not null,
  primary key (recipe_id, position)
) strict;

create view sensitivities as
select e.name as experiment, s.tensor, s.type, s.bytes, s.error, s.kld, s.kld_low, s.kld_high, s.composite, s.chunks
from sensitivity s
join experiment e on e.id = s.experiment_id
where e.removed_at is null
order by experiment, s.id;

create view tensor_recipes as
select e.name as experiment, r.target, r.stock_type, r.target_bytes, r.bytes, r.predicted_kld, r.kld, r.kld_low,
       r.kld_high, r.stock_kld, r.rounds, i.number as iteration, o.number as stock_iteration,
       (select group_concat(tensor || '=' || type, ' ')
        from (select t.tensor, t.type from tensor_recipe_type t where t.recipe_id = r.id order by t.position)) as tensors
from tensor_recipe r
join experiment e on e.id = r.experiment_id
left join iteration i on i.id = r.iteration_id
left join iteration o on o.id = r.stock_iteration_id
where e.removed_at is null
order by experiment, r.id;
