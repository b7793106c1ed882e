-- Why: that an iteration is not detectably worse than the best does not say how much worse it may be all the same.

alter table recommendation add column at_most_worse real check (at_most_worse >= 0);
  -- than whichever is best in truth, relative, at 97.5 %; null: some iterations can't be compared
