package dev.quantloop.llama.score;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** What llama-perplexity wrote and the logits it worked on; see the README.md beside them. */
final class Recorded {
  static final Path KLD = path("demo-8x2.kld");
  static final int VOCABULARY = 4096;
  static final int ROWS = 6;

  private Recorded() {}

  static LogitRows baseLogits() throws IOException {
    return logits("demo-8x2-f16.logits");
  }

  static LogitRows candidateLogits() throws IOException {
    return logits("demo-8x2-q2_k.logits");
  }

  /** The rows of {@code source} from {@code first} on. */
  static LogitRows from(LogitRows source, int first) {
    return (row, column, into, count) -> source.copy(first + row, column, into, count);
  }

  private static LogitRows logits(String name) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path(name)));
    return LogitRows.of(bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer(), VOCABULARY);
  }

  private static Path path(String name) {
    try {
      return Path.of(Recorded.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
