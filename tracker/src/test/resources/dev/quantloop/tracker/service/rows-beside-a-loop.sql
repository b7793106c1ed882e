-- For the only experiment, with quants 1 and 2 and imatrix 1: a row of each table that its loop leaves empty.
insert into tuning values (1, 1, 'cpu', 0, 'v0.5.0', 512, 512, 512, 2, 'auto', 100, 90, 110, 5, '0.1.0', '2026-01-01T00:00:01.000Z');
insert into document values (1, 1, 0, 'a.txt', hex(zeroblob(32)), 10, 5, 'pool', null);
insert into chunk_document values (1, 5, 0, 1, 0, 5);
insert into reserved_part values (1, 'search', 0, 1, hex(zeroblob(32)));
insert into ledger_block values (1, 1, 0, 1, 512, 'experiments/1/ledger/a.gguf', 9, hex(zeroblob(32)), 1, 1, '2026-01-01T00:00:01.000Z', null, 'computed');
insert into iteration (id, experiment_id, number, kind, state, corpus_tokens, corpus_sha256, created_at)
values (9, 1, 9, 'planned', 'pending', 512, hex(zeroblob(32)), '2026-01-01T00:00:01.000Z');
insert into imatrix select 9, 9, 'experiments/1/imatrix/iter-009.gguf', 9, sha256, 1, 1, 512, 1, 1, '2026-01-01T00:00:01.000Z' from imatrix;
insert into imatrix_change values (9, 1, 0.1);
insert into tensor_error values (1, 'blk.0.attn_q.weight', 0.01);
insert into weighted_imatrix_change values (1, 1, 0.1);
insert into early_stop values (1, 2, 'worse', 0.1, 0, 0.2, 0.01, 1, 1, 2, 1, 10, '2026-01-01T00:00:01.000Z');
insert into early_look values (1, 0.01);
insert into held_out_score values (1, 1, '2026-01-01T00:00:01.000Z', 'bootstrap', 1, 1, 10, 10, 1);
insert into held_out_figure values (1, 'composite', 1, null, null);
insert into noise_floor
select 1, 1, 31, 1, tokens, mean, mean_error, median, kld_90, kld_95, kld_99, kld_99_9, kld_min, kld_max, ppl_base, ppl,
  ln_ppl_ratio, delta_p_mean, delta_p_rms, same_top, composite, 1, '2026-01-01T00:00:01.000Z' from score limit 1;
insert into experiment select 2, 'finals', model_id, n_ctx, n_batch, n_ubatch, threads, gpu_layers, scored_positions, process_output,
  start_tokens, growth, max_tokens, plateau_k, tau, evaluation_chunks, quantize_options, program_version, '2026-01-01T00:00:00.000Z', null, null,
  flash_attention, model_path, seed, split, pool_order, chunks_per_document, overlap, search_chunks, held_out_chunks,
  whole_evaluation, replicates, reference, squares_only, quarantine, nextn from experiment where id = 1;
insert into mix values (1, 2, 1, 'Q2_K', 'worst', null, 5, 2, 10, null);
insert into allocation values (2, 1, null, null, 'Q4_K', 1, 2, hex(zeroblob(32)), 'kind');
insert into sensitivity values (1, 2, 'a', 'Q4_K', 9, 0.1, null, null, null, null, null, null, '2026-01-01T00:00:01.000Z');
insert into tensor_recipe (id, experiment_id, target, stock_type) values (1, 2, 'Q3_K_M', 'Q3_K_M');
insert into tensor_recipe_type values (1, 0, 'a', 'Q4_K');
insert into quarantined_chunk values (1, 1, null, 4, null, 1, 'iter-001', null, '2026-01-01T00:00:01.000Z');
insert into run (id, experiment_id, state, until_plateau, options, host, started_at, heartbeat_at, ended_at, log_file, program_version)
values (1, 1, 'finished', 1, '{}', 'box-b', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z', 'experiments/1/logs/run-1.log', '0.1.0');
insert into run_event values (1, 1, 1, '2026-01-01T00:00:01.000Z', 'result', 'iteration 1');
insert into note values (1, 1, null, 'a note', '2026-01-01T00:00:01.000Z'), (2, 1, 1, 'a note', '2026-01-01T00:00:01.000Z');
insert into tag values (1, 1, null, 'release', '2026-01-01T00:00:01.000Z'), (2, 1, 1, 'release', '2026-01-01T00:00:01.000Z');
insert into imported_result values (1, 1, '/tmp/kld.log', hex(zeroblob(32)), 6, 'log', 'Q2_K', 'Q2_K', null, null, null, null, null, null, '2026-01-01T00:00:01.000Z');
insert into imported_figure values (1, 'mean', 0.1, null);
