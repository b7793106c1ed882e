package dev.quantloop.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentDirectoryTest {
  @TempDir Path directory;

  @Test
  void deletesWhatAKilledQuantizationLeft() throws IOException {
    ExperimentDirectory mine = new ExperimentDirectory(directory.resolve("mine"));
    mine.create();
    Path quant = mine.quant(1, 0, "Q4_0");
    Path temporary = quant.resolveSibling(quant.getFileName() + ".tmp4711");
    Files.createFile(Files.createDirectory(temporary).resolve(quant.getFileName()));
    Path block = Files.createFile(mine.ledger().resolve("wiki-000000-08.gguf.tmp1"));
    Files.createFile(quant);
    mine.deleteTemporaryFiles();
    assertTrue(Files.notExists(temporary));
    assertTrue(Files.notExists(block));
    assertTrue(Files.exists(quant));
  }

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
