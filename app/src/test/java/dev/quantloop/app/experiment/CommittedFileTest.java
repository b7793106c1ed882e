package dev.quantloop.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommittedFileTest {
  @Test
  void notesAFileThatIsNotTheRecordedOne(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("im.gguf"), "1234");
    assertEquals("", CommittedFile.note(file, 4));
    assertEquals(" (another file than was recorded)", CommittedFile.note(file, 5));
    Files.delete(file);
    assertEquals(" (it is gone)", CommittedFile.note(file, 4));
  }
}
