insert into model values (1, '0000000000000000000000000000000000000000000000000000000000000000', 'm', 'm.gguf', 'llama', 'F16', 1, 1, 1, 1, '');
insert into source values (1, 'code', 'code', '0000000000000000000000000000000000000000000000000000000000000000', '*.txt', 1, 1, '');
insert into experiment (id, name, model_id, n_ctx, n_batch, n_ubatch, threads, gpu_layers, scored_positions,
                        process_output, start_tokens, growth, plateau_k, tau, evaluation_chunks,
                        quantize_options, program_version, created_at)
values (1, 'mine', 1, 512, 512, 512, 1, 0, 'all', 0, 512, 2, 2, 0.01, 1, '{}', '0.1.0', '');
insert into corpus values (1, 1, 1, 0, 'code.tokens', '0000000000000000000000000000000000000000000000000000000000000000', 5120, 0, 512, 512, 4608, '');
insert into evaluation_set values (1, 1, 1, 'code', 'code', 0, 1, '0000000000000000000000000000000000000000000000000000000000000000', '');
insert into provenance values (1, 'v0.5.0', 'abc', 'cpu', '', 512, 512, 512, 1, 0, 'all', '0.1.0');
insert into iteration values (1, 1, 3, 'planned', 'done', 512, '0000000000000000000000000000000000000000000000000000000000000000', '2026-01-01', '2026-01-02');
insert into iteration_source values (1, 1, 0, 1, 1);
insert into iteration_quant_type values (1, 0, 'Q2_K');
insert into ledger_block values (1, 1, 0, 1, 512, 'a.gguf', 1, '0000000000000000000000000000000000000000000000000000000000000000', 1, 1, '');
insert into imatrix values (1, 1, 'i.gguf', 1, '0000000000000000000000000000000000000000000000000000000000000000', 1, 1, 512, 1, 1, '');
insert into quant values (1, 1, 1, 'Q2_K', 'q.gguf', 1, 3.3, '0000000000000000000000000000000000000000000000000000000000000000', 1, 1, '', null);
insert into evaluation (id, quant_id, evaluation_set_id, provenance_id, created_at) values (1, 1, 1, 1, '');
insert into chunk_result values (1, 1, 0, 255, 1, 1, 1, 200, x'00', x'00', x'00', x'00', 1, '');
insert into score (quant_id, provenance_id, created_at, tokens, mean, mean_error, median, kld_90, kld_95, kld_99,
                   kld_99_9, kld_min, kld_max, ppl_base, ppl, ln_ppl_ratio, delta_p_mean, delta_p_rms, same_top,
                   composite)
values (1, 1, '', 255, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
insert into run (id, experiment_id, state, until_plateau, options, host, started_at, heartbeat_at, ended_at,
                 log_file, program_version)
values (1, 1, 'finished', 1, '{}', 'here', '', '', '', 'run.log', '0.1.0');
insert into run_event values (1, 1, 1, '', 'result', 'iteration 3');
insert into note values (1, 1, 1, 'a note', '');
insert into tag values (1, 1, 1, 'release', '');
