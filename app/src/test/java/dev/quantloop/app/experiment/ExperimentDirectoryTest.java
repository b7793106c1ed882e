package dev.quantloop.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentDirectoryTest {
  @TempDir Path directory;

  @Test
  void countsWhatDeletingFrees() throws IOException {
    Path mine = Files.createDirectories(directory.resolve("mine/ledger"));
    assumeTrue(mine.getFileSystem().supportedFileAttributeViews().contains("unix"));
    Files.write(mine.resolve("own"), new byte[100]);
    Path theirs = Files.write(directory.resolve("theirs"), new byte[1000]);
    Files.createLink(mine.resolve("shared"), theirs);
    assertEquals(100, new ExperimentDirectory(directory.resolve("mine")).bytes());
    Files.delete(theirs);
    assertEquals(1100, new ExperimentDirectory(directory.resolve("mine")).bytes());
  }
}
