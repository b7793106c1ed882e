package dev.quantloop.app.loop;

import dev.quantloop.app.corpus.SourceText;

/**
 * A text source of an experiment that is to be created.
 *
 * @param origin the paths as the user gave them, or where else the text comes from
 */
public record SourceInput(String name, String domain, String origin, SourceText text) {}
