package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.SourceId;

/** A named text source with a domain. */
public record Source(
    SourceId id, String name, String domain, String sha256, String origin, int files, long bytes) {}
