-- Why: experiments on the same model calibrate much of the same text. What one has computed another can take,
-- if it is known which tokens a block's sums are of. And an imatrix from elsewhere is a block, too: of tokens
-- that nobody here knows.

alter table ledger_block add column tokens_sha256 text
  check (length(tokens_sha256) = 64);                             -- null: imported, or not looked at since version 10
alter table ledger_block add column origin text not null default 'computed'
  check (origin in ('computed', 'shared', 'imported'));           -- shared: taken from another experiment
