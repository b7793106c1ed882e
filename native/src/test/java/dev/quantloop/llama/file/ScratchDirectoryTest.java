package dev.quantloop.llama.file;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ScratchDirectoryTest {
  @Test
  void goesAwayWithAllThatIsInIt() throws IOException {
    Path path;
    try (ScratchDirectory scratch = ScratchDirectory.create("quantloop-test")) {
      path = scratch.path();
      Path below = Files.createDirectories(path.resolve("a").resolve("b"));
      Files.writeString(below.resolve("file"), "text");
      assertTrue(Files.isDirectory(path));
    }
    assertFalse(Files.exists(path));
  }

  @Test
  void mayBeGoneAlready() throws IOException {
    try (ScratchDirectory scratch = ScratchDirectory.create("quantloop-test")) {
      Files.delete(scratch.path());
    }
  }
}
