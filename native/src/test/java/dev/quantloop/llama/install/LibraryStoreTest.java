package dev.quantloop.llama.install;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryStoreTest {
  @Test
  void theLibraryOfAnotherMachineThatWasFasterStays(@TempDir Path root) throws IOException {
    Path theirs = root.resolve("build/libllama.so");
    LibraryStore.Filling slower =
        (libraries, scratch) -> {
          Files.writeString(libraries.resolve("libllama.so"), "ours");
          Files.createDirectory(theirs.getParent());
          Files.writeString(theirs, "theirs");
        };
    assertEquals(theirs.getParent(), new LibraryStore(root).findOrFill("build", () -> {}, slower));
    assertEquals("theirs", Files.readString(theirs));
  }
}
