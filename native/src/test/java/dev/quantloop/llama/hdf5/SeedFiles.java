package dev.quantloop.llama.hdf5;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that llama-gguf-optimize wrote, and what is in them; the README beside them tells. */
final class SeedFiles {
  static final int CONTEXT = 12;
  static final int VOCABULARY = 50;
  static final int TOKENS = 11;
  private static final byte[] TEXT =
      "The quick brown fox jumps over the lazy dog and naps.".getBytes(StandardCharsets.US_ASCII);

  private SeedFiles() {}

  static Path copy(String name, Path directory) {
    try (InputStream file = SeedFiles.class.getResourceAsStream(name)) {
      Path copy = directory.resolve(name);
      Files.copy(file, copy);
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole text has BOS, too: it is the first token of the first chunk's ten. */
  static int token(int chunk, int position) {
    int at = 10 * chunk + position - 1;
    return position == 0 || at == 0 ? 1 : TEXT[at - 1] % VOCABULARY;
  }

  static float logit(int chunk, int position, int token) {
    return (7 * token(chunk, position) + 3 * token + position) % 64 / 4f - 8;
  }
}
