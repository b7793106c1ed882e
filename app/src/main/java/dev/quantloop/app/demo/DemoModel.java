package dev.quantloop.app.demo;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.UserException;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.file.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The small model that is embedded in the program: the demo runs on it, and a library is proven on
 * it before any other model is loaded.
 */
public final class DemoModel {
  public static final String FILE_NAME = "demo-4.6m-f16.gguf";
  public static final String SHA_256 =
      "5ad15dd0226e09aababc672b49602d9f429f88a847d1334c2b822b5cd11ca1f6";

  private static final long BYTES = 9_277_184;

  private DemoModel() {}

  /**
   * Unpacks the model below the cache directory, unless it is there. Its SHA-256 is verified when
   * it is written; later, its size must do, for hashing it would be felt at every start.
   *
   * @return the file
   */
  public static Path unpack(Path cacheDirectory) {
    Path file = cacheDirectory.resolve("demo").resolve(FILE_NAME);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) != BYTES) {
        Files.createDirectories(file.getParent());
        write(file, embedded());
      }
      return file;
    } catch (IOException | LlamaException e) {
      throw new UserException(
          "can't unpack the demo model to %s (%s): the cache must be writable, with 20 MB to spare; XDG_CACHE_HOME names another place"
              .formatted(file, FailureMessage.ofAny(e)),
          e);
    }
  }

  private static byte[] embedded() throws IOException {
    try (InputStream resource = DemoModel.class.getResourceAsStream(FILE_NAME)) {
      byte[] model = resource == null ? new byte[0] : resource.readAllBytes();
      if (!Sha256.of(model).equals(SHA_256)) {
        throw new IOException("the program's own copy is missing or damaged");
      }
      return model;
    }
  }

  /** Two processes may unpack at once: each writes a file of its own, the last rename wins. */
  static void write(Path file, byte[] content) {
    try (WholeFile whole = WholeFile.create(file)) {
      whole.write(content);
      whole.commit();
    }
  }
}
