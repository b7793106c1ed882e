package dev.quantloop.app.cli;

import dev.quantloop.app.demo.DemoModel;
import java.nio.file.Path;

/** The files that the tests of single stages work on. */
public final class StageFiles {
  /** The demo model, F16. */
  public static final Path MODEL =
      Path.of("src/main/resources/dev/quantloop/app/demo", DemoModel.FILE_NAME).toAbsolutePath();

  /** A text that never changes: 11,358 bytes, 3,541 tokens of the demo model with BOS. */
  public static final Path TEXT = Path.of("../LICENSE").toAbsolutePath().normalize();

  private StageFiles() {}
}
