-- Why: a model is one row, whatever its copies, and an experiment that was created on a second copy moved
-- the model of all others there; once that copy was gone, none of them could go on. So each experiment
-- remembers where its own file was. Where that is gone, any other place of the same model does.

alter table experiment add column model_path text;           -- as model.path is; null: see there

update experiment set model_path = (select path from model where model.id = experiment.model_id);
