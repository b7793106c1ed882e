package dev.quantloop.app.cli;

import dev.quantloop.app.demo.DemoModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that the tests of single stages work on. */
public final class StageFiles {
  /** The demo model, F16. */
  public static final Path MODEL =
      Path.of("src/main/resources/dev/quantloop/app/demo", DemoModel.FILE_NAME).toAbsolutePath();

  /** A text that never changes: 11,358 bytes, 3,541 tokens of the demo model with BOS. */
  public static final Path TEXT = Path.of("../LICENSE").toAbsolutePath().normalize();

  private StageFiles() {}

  /** The model without tensors: the count of its tensors, at byte 8, is nothing. */
  public static Path vocabularyOnly(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(MODEL);
    ByteBuffer.wrap(bytes).putLong(8, 0);
    return Files.write(file, bytes);
  }
}
