-- Why: the whole history of an experiment (what was tried, from which bytes, with which settings and
-- which build, and what came out) has to outlive the process that computed it, and to be readable by
-- anyone with sqlite3. Hence one row per unit of work, unique keys that let a resumed run find what
-- it had committed, and provenance on every figure.
--
-- Conventions: timestamps are ISO-8601 UTC text with milliseconds; sizes are bytes; files that lie in
-- the directory of the database are stored relative to it; KLD and NLL are in nats; shares are 0 … 1.

create table model (
  id               integer primary key,
  sha256           text    not null unique check (length(sha256) = 64),
  name             text    not null,
  path             text    not null,           -- where it was seen last
  architecture     text    not null,
  file_type        text    not null,           -- F16, BF16, Q8_0 …
  bytes            integer not null check (bytes > 0),
  parameters       integer not null check (parameters >= 0),
  vocabulary_size  integer not null check (vocabulary_size > 0),
  training_context integer not null check (training_context >= 0),
  added_at         text    not null
) strict;

create table source (
  id       integer primary key,
  name     text    not null check (name <> ''),
  domain   text    not null check (domain <> ''),
  sha256   text    not null check (length(sha256) = 64),  -- of the text, all files joined
  origin   text    not null,                               -- the files, directory or glob, as given
  files    integer not null check (files > 0),
  bytes    integer not null check (bytes > 0),
  added_at text    not null,
  unique (name, domain, sha256)
) strict;

create table experiment (
  id                integer primary key,
  name              text    not null check (name <> ''),
  model_id          integer not null references model on delete restrict,
  n_ctx             integer not null check (n_ctx > 0),
  n_batch           integer not null check (n_batch > 0),
  n_ubatch          integer not null check (n_ubatch > 0),
  threads           integer not null check (threads > 0),
  gpu_layers        integer not null,
  scored_positions  text    not null check (scored_positions in ('second half', 'all')),
  process_output    integer not null check (process_output in (0, 1)),
  start_tokens      integer not null check (start_tokens > 0),
  growth            real    not null check (growth > 1),
  max_tokens        integer          check (max_tokens > 0),          -- null: the whole pool
  plateau_k         integer not null check (plateau_k > 0),
  tau               real    not null check (tau >= 0 and tau < 1),    -- 0.01 = 1 % of the composite
  evaluation_chunks integer not null check (evaluation_chunks > 0),   -- of each evaluation set
  quantize_options  text    not null check (json_valid(quantize_options)),
  program_version   text    not null,
  created_at        text    not null,
  archived_at       text,
  removed_at        text                                              -- hidden, history kept
) strict;
create unique index experiment_name on experiment (name) where removed_at is null;

create table experiment_quant_type (
  experiment_id integer not null references experiment on delete cascade,
  position      integer not null,
  quant_type    text    not null check (quant_type <> ''),
  primary key (experiment_id, quant_type),
  unique (experiment_id, position)
) strict, without rowid;

-- A source as tokens of the experiment's model, split once: evaluation first, the pool after it.
create table corpus (
  id                     integer primary key,
  experiment_id          integer not null references experiment on delete cascade,
  source_id              integer not null references source on delete restrict,
  position               integer not null,                    -- in the round robin of the pool
  file                   text    not null,                    -- int32, little-endian
  sha256                 text    not null check (length(sha256) = 64),  -- of that file
  tokens                 integer not null check (tokens > 0),
  evaluation_first_token integer not null check (evaluation_first_token >= 0),
  evaluation_tokens      integer not null check (evaluation_tokens >= 0),
  pool_first_token       integer not null,
  pool_tokens            integer not null check (pool_tokens >= 0),
  created_at             text    not null,
  unique (experiment_id, source_id),
  unique (experiment_id, position),
  check (pool_first_token >= evaluation_first_token + evaluation_tokens),
  check (pool_first_token + pool_tokens <= tokens)
) strict;

create table evaluation_set (
  id            integer primary key,
  experiment_id integer not null references experiment on delete cascade,
  corpus_id     integer not null references corpus on delete cascade,
  name          text    not null check (name <> ''),
  domain        text    not null,
  first_token   integer not null check (first_token >= 0),
  chunks        integer not null check (chunks > 0),
  sha256        text    not null check (length(sha256) = 64),  -- of its tokens
  created_at    text    not null,
  unique (experiment_id, name)
) strict;
create index evaluation_set_of_corpus on evaluation_set (corpus_id);

-- What a figure was computed with. Figures refer to it, so that equal settings are stored once.
create table provenance (
  id               integer primary key,
  llama_version    text    not null,
  llama_commit     text    not null,
  backend          text    not null,
  cpu_variant      text    not null,           -- '' where the backend has none
  n_ctx            integer not null,
  n_batch          integer not null,
  n_ubatch         integer not null,
  threads          integer not null,
  gpu_layers       integer not null,
  scored_positions text    not null,
  program_version  text    not null,
  unique (llama_version, llama_commit, backend, cpu_variant, n_ctx, n_batch, n_ubatch, threads,
          gpu_layers, scored_positions, program_version)
) strict;

create table iteration (
  id            integer primary key,
  experiment_id integer not null references experiment on delete cascade,
  number        integer not null check (number >= 0),
  kind          text    not null check (kind in ('planned', 'by hand')),
  state         text    not null check (state in ('pending', 'running', 'done', 'failed')),
  corpus_tokens integer not null check (corpus_tokens >= 0),      -- 0: no imatrix
  corpus_sha256 text    check (length(corpus_sha256) = 64),       -- of the tokens, in recipe order
  created_at    text    not null,
  ended_at      text,
  unique (experiment_id, number),
  check ((corpus_tokens = 0) = (corpus_sha256 is null))
) strict;

-- The recipe: which pool chunks of which sources, with what weight.
create table iteration_source (
  iteration_id integer not null references iteration on delete cascade,
  corpus_id    integer not null references corpus on delete cascade,
  first_chunk  integer not null check (first_chunk >= 0),
  chunks       integer not null check (chunks > 0),
  weight       real    not null default 1 check (weight > 0),
  primary key (iteration_id, corpus_id, first_chunk)
) strict, without rowid;
create index iteration_source_of_corpus on iteration_source (corpus_id);

create table iteration_quant_type (
  iteration_id integer not null references iteration on delete cascade,
  position     integer not null,
  quant_type   text    not null check (quant_type <> ''),
  primary key (iteration_id, quant_type),
  unique (iteration_id, position)
) strict, without rowid;

-- The ledger: sums of squared activations over some chunks of a pool. Sums add up, so any corpus
-- made of whole blocks costs no forward pass.
create table ledger_block (
  id            integer primary key,
  corpus_id     integer not null references corpus on delete cascade,
  first_chunk   integer not null check (first_chunk >= 0),
  chunks        integer not null check (chunks > 0),
  tokens        integer not null check (tokens > 0),
  file          text    not null,
  bytes         integer not null check (bytes > 0),
  sha256        text    not null check (length(sha256) = 64),
  seconds       real    not null check (seconds >= 0),
  provenance_id integer not null references provenance on delete restrict,
  created_at    text    not null,
  unique (corpus_id, first_chunk, chunks)
) strict;

create table imatrix (
  id            integer primary key,
  iteration_id  integer not null unique references iteration on delete cascade,
  file          text    not null,
  bytes         integer not null check (bytes > 0),
  sha256        text    not null check (length(sha256) = 64),
  entries       integer not null check (entries > 0),
  chunks        integer not null check (chunks > 0),
  tokens        integer not null check (tokens > 0),
  seconds       real    not null check (seconds >= 0),
  provenance_id integer not null references provenance on delete restrict,
  created_at    text    not null
) strict;

create table quant (
  id              integer primary key,
  iteration_id    integer not null references iteration on delete cascade,
  imatrix_id      integer references imatrix on delete cascade,   -- null: quantized without one
  quant_type      text    not null check (quant_type <> ''),
  file            text    not null,
  bytes           integer not null check (bytes > 0),
  bits_per_weight real    not null check (bits_per_weight > 0),
  sha256          text    not null check (length(sha256) = 64),
  seconds         real    not null check (seconds >= 0),
  provenance_id   integer not null references provenance on delete restrict,
  created_at      text    not null,
  file_removed_at text,                                           -- the file was deleted to save space
  unique (iteration_id, quant_type)
) strict;
create index quant_of_imatrix on quant (imatrix_id);

-- One quant on one evaluation set. The figures are null until all chunks are there.
create table evaluation (
  id                integer primary key,
  quant_id          integer not null references quant on delete cascade,
  evaluation_set_id integer not null references evaluation_set on delete cascade,
  provenance_id     integer not null references provenance on delete restrict,
  created_at        text    not null,
  finished_at       text,
  tokens            integer,
  mean              real,
  mean_error        real,                                         -- standard error of the mean
  median            real,
  kld_90            real,
  kld_95            real,
  kld_99            real,
  kld_99_9          real,
  kld_min           real,
  kld_max           real,
  ppl_base          real,
  ppl               real,
  ln_ppl_ratio      real,
  delta_p_mean      real,
  delta_p_rms       real,
  same_top          real,
  composite         real,
  unique (quant_id, evaluation_set_id),
  check ((finished_at is null) = (composite is null))
) strict;
create index evaluation_of_set on evaluation (evaluation_set_id);

-- Results of one chunk, per scored token, because later statistics resample them. Each blob is
-- zlib-deflated: float32 little-endian in nats; same_top_bits one bit a token, lowest bit first.
-- In Python: numpy.frombuffer(zlib.decompress(kld), '<f4').
create table chunk_result (
  id            integer primary key,
  evaluation_id integer not null references evaluation on delete cascade,
  chunk         integer not null check (chunk >= 0),
  tokens        integer not null check (tokens > 0),
  mean_kld      real    not null,
  mean_base_nll real    not null,
  mean_nll      real    not null,
  same_top      integer not null check (same_top between 0 and tokens),  -- count
  kld           blob    not null,
  base_nll      blob    not null,
  nll           blob    not null,
  same_top_bits blob    not null,
  provenance_id integer not null references provenance on delete restrict,
  created_at    text    not null,
  unique (evaluation_id, chunk)
) strict;

-- The pooled figures of a quant: the tokens of all evaluation sets together.
create table score (
  id             integer primary key,
  quant_id       integer not null unique references quant on delete cascade,
  provenance_id  integer not null references provenance on delete restrict,
  created_at     text    not null,
  tokens         integer not null check (tokens > 0),
  mean           real    not null,
  mean_error     real    not null,
  median         real    not null,
  kld_90         real    not null,
  kld_95         real    not null,
  kld_99         real    not null,
  kld_99_9       real    not null,
  kld_min        real    not null,
  kld_max        real    not null,
  ppl_base       real    not null,
  ppl            real    not null,
  ln_ppl_ratio   real    not null,
  delta_p_mean   real    not null,
  delta_p_rms    real    not null,
  same_top       real    not null check (same_top between 0 and 1),
  composite      real    not null,
  composite_low  real,                                            -- interval; null: not computed
  composite_high real
) strict;

create table run (
  id                integer primary key,
  experiment_id     integer not null references experiment on delete cascade,
  state             text    not null check (state in ('starting', 'running', 'finished', 'stopped', 'failed')),
  until_plateau     integer not null check (until_plateau in (0, 1)),
  iterations        integer check (iterations > 0),               -- at most so many more; null: no limit
  options           text    not null check (json_valid(options)),
  host              text    not null,
  pid               integer,
  pid_started_at    text,                                         -- tells the process from a later one of that pid
  started_at        text    not null,
  heartbeat_at      text    not null,
  ended_at          text,
  stop_requested_at text,
  stage             text,
  done              integer,
  total             integer,
  unit              text,
  rate              real,                                         -- units a second
  reason            text,                                         -- why it ended
  log_file          text    not null,
  program_version   text    not null,
  check ((state in ('starting', 'running')) = (ended_at is null))
) strict;
create unique index run_one_active on run (experiment_id) where state in ('starting', 'running');
create index run_of_experiment on run (experiment_id);

create table run_event (
  id           integer primary key,
  run_id       integer not null references run on delete cascade,
  iteration_id integer references iteration on delete set null,
  at           text    not null,
  kind         text    not null check (kind in ('state', 'stage', 'result', 'warning', 'error')),
  message      text    not null
) strict;
create index run_event_of_run on run_event (run_id);
create index run_event_of_iteration on run_event (iteration_id);

create table note (
  id            integer primary key,
  experiment_id integer not null references experiment on delete cascade,
  iteration_id  integer references iteration on delete cascade,   -- null: about the experiment
  text          text    not null check (text <> ''),
  created_at    text    not null
) strict;
create index note_of_experiment on note (experiment_id);
create index note_of_iteration on note (iteration_id);

create table tag (
  id            integer primary key,
  experiment_id integer not null references experiment on delete cascade,
  iteration_id  integer references iteration on delete cascade,   -- null: on the experiment
  name          text    not null check (name <> ''),
  created_at    text    not null
) strict;
create unique index tag_once on tag (experiment_id, coalesce(iteration_id, 0), name);
create index tag_of_iteration on tag (iteration_id);
