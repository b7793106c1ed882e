package dev.quantloop.llama.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileFailureTest {
  @Test
  void doesNotRepeatThePath() {
    for (IOException failure :
        List.of(
            new NoSuchFileException("/a"),
            new FileAlreadyExistsException("/a"),
            new NotDirectoryException("/a"),
            new DirectoryNotEmptyException("/a"),
            new FileSystemLoopException("/a"))) {
      assertFalse(FileFailure.reason(failure).contains("/a"), failure.toString());
    }
    assertEquals(
        "No space left on device",
        FileFailure.reason(new FileSystemException("/a", null, "No space left on device")));
  }
}
