package dev.quantloop.tracker.record;

import java.nio.file.Path;

/** A GGUF file that is to be registered; it is found again by its SHA-256. */
public record NewModel(
    String sha256,
    String name,
    Path path,
    String architecture,
    String fileType,
    long bytes,
    long parameters,
    int vocabularySize,
    int trainingContext) {}
