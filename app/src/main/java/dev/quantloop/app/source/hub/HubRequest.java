package dev.quantloop.app.source.hub;

import dev.quantloop.app.source.Sampling;
import java.util.Optional;

/**
 * What is wanted of a dataset.
 *
 * @param dataset OWNER/NAME
 * @param config which one; {@code {lang}} stands for the language
 * @param split likewise
 * @param field where the text is in a row; empty for one of the usual names
 * @param revision the commit that is expected, or its beginning; empty for the newest
 * @param sampling which rows
 */
record HubRequest(
    String dataset,
    Optional<String> config,
    Optional<String> split,
    Optional<String> field,
    Optional<String> revision,
    Sampling sampling) {}
