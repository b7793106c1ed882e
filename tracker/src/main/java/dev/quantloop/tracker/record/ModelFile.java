package dev.quantloop.tracker.record;

import dev.quantloop.tracker.id.ModelId;
import java.nio.file.Path;

/** A baseline: a GGUF file, identified by its SHA-256; {@code path} is where it was seen last. */
public record ModelFile(
    ModelId id,
    String sha256,
    String name,
    Path path,
    String architecture,
    String fileType,
    long bytes,
    long parameters,
    int vocabularySize,
    int trainingContext) {}
