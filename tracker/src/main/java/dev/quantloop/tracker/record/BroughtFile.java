package dev.quantloop.tracker.record;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that comes with rows of another history.
 *
 * @param theirs where it lies
 * @param ours where the rows here say that it lies
 * @param sha256 empty for a log, of which nothing is recorded
 */
public record BroughtFile(Path theirs, Path ours, Optional<String> sha256) {}
