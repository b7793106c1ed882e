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
    int trainingContext) {
  private static final String UNKNOWN = "0".repeat(64);

  /** Stands for the model of figures that were imported without it. */
  public static NewModel unknown() {
    return new NewModel(UNKNOWN, "unknown", Path.of("unknown"), "unknown", "unknown", 1, 0, 1, 0);
  }

  /** Whether there is a file; else figures of it were imported. */
  public boolean isKnown() {
    return !sha256.equals(UNKNOWN);
  }
}
