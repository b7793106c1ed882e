package dev.quantloop.app.source.file;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ReadingContext;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.SourceSpec;
import java.io.IOException;

/** Opens what comes in by standard input, once. */
public final class StandardInput {
  private String taken = "";

  /**
   * @throws UserException when another source has it
   */
  public DocumentReader open(SourceSpec spec, ReadingContext context, ReadingReport report) {
    if (!taken.isEmpty()) {
      throw new UserException(
          "standard input can be read once: %s and %s both name it".formatted(taken, spec.name()));
    }
    taken = spec.name();
    try {
      return new OpenFile(spec, context, report).stream("standard input", context.in());
    } catch (IOException e) {
      throw TextStream.unreadable("standard input", e);
    }
  }
}
