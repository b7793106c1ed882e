package dev.quantloop.tracker.record;

/**
 * A text source that is to be registered; it is found again by name, domain and SHA-256.
 *
 * @param sha256 of the whole text, all files joined
 * @param origin the files, directory or glob, as the user gave them
 */
public record NewSource(
    String name, String domain, String sha256, String origin, int files, long bytes) {}
