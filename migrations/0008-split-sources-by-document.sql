-- Why: an evaluation set that was the beginning of one long text said little about the rest of it, and
-- neighbours of its chunks were calibrated on. Now sources are split by document, and because later
-- statistics resample documents rather than tokens, the database keeps which document each chunk of a
-- token file is from. Experiments from before keep the split that they have: the first chunks of the
-- joined text, then its pool in the order of the text.

alter table experiment add column split text not null default 'sequential'
  check (split in ('document', 'sequential'));
alter table experiment add column pool_order text not null default 'file'
  check (pool_order in ('interleaved', 'file'));
alter table experiment add column chunks_per_document integer not null default 2
  check (chunks_per_document > 0);                     -- of a document in an evaluation set, at first
alter table experiment add column overlap text not null default 'kept'
  check (overlap in ('left out', 'kept'));             -- pool documents that repeat evaluation text
alter table experiment add column search_chunks integer not null default 0
  check (search_chunks >= 0);                          -- of each source
alter table experiment add column held_out_chunks integer not null default 0
  check (held_out_chunks >= 0);
alter table experiment add column whole_evaluation integer not null default 0
  check (whole_evaluation in (0, 1));                  -- 1: sources for evaluation alone give all chunks

-- A document of a source, as it was read.
create table document (
  id         integer primary key,
  corpus_id  integer not null references corpus on delete cascade,
  number     integer not null check (number >= 0),     -- in the order of the source
  name       text    not null,
  sha256     text    not null check (length(sha256) = 64),  -- of the text; of a section, its tokens
  bytes      integer not null check (bytes >= 0),      -- of the text; of a section, 0
  tokens     integer not null check (tokens >= 0),
  part       text    not null
    check (part in ('evaluation', 'search', 'held out', 'pool', 'left out')),
  reason     text,                                     -- why it was left out
  unique (corpus_id, number),
  check ((part = 'left out') = (reason is not null))
) strict;

-- Which tokens of which documents a chunk of a corpus's token file consists of. Short documents of one
-- part share chunks.
create table chunk_document (
  corpus_id   integer not null references corpus on delete cascade,
  chunk       integer not null check (chunk >= 0),     -- in the token file
  position    integer not null check (position >= 0),  -- in the chunk
  document_id integer not null references document on delete cascade,
  first_token integer not null check (first_token >= 0),  -- in the document
  tokens      integer not null check (tokens > 0),
  primary key (corpus_id, chunk, position)
) strict, without rowid;
create index chunk_of_document on chunk_document (document_id);

-- Chunks that are kept back from evaluation and calibration: to choose recipes on, or for the final figures.
create table reserved_part (
  corpus_id   integer not null references corpus on delete cascade,
  part        text    not null check (part in ('search', 'held out')),
  first_token integer not null check (first_token >= 0),
  chunks      integer not null check (chunks > 0),
  sha256      text    not null check (length(sha256) = 64),  -- of its tokens
  primary key (corpus_id, part)
) strict, without rowid;

-- The documents of every experiment, for people. Those of experiments from before this migration are
-- not known.
create view documents as
select e.name as experiment, s.name as source, d.number, d.name as document, d.part, d.bytes, d.tokens,
       count(distinct c.chunk) as chunks, d.reason, d.sha256
from document d
join corpus k on k.id = d.corpus_id
join source s on s.id = k.source_id
join experiment e on e.id = k.experiment_id
left join chunk_document c on c.document_id = d.id
where e.removed_at is null
group by d.id
order by e.id, k.position, d.number;
