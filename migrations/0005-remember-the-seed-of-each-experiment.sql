-- Why: corpora will be drawn by document, in an order that a generator of random numbers decides. Whoever repeats
-- an experiment has to draw the same documents, so the seed of that generator is one of the settings. Nothing is
-- drawn yet: experiments from before this migration have the default, which is as good as any.

alter table experiment add column seed integer not null default 42 check (seed > 0);
