package dev.quantloop.llama.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir Path directory;

  @Test
  void aFileWithoutCommitLeavesTheOldOneAndNothingElse() throws IOException {
    Path file = directory.resolve("f");
    Files.writeString(file, "old");
    try (WholeFile out = WholeFile.create(file)) {
      out.write(new byte[100_000]);
    }
    assertEquals("old", Files.readString(file));
    assertEquals(1, entries());
  }

  @Test
  void aDeviceIsNotReplaced() {
    Path device = Path.of("/dev/null");
    String message =
        assertThrows(LlamaException.class, () -> WholeFile.create(device)).getMessage();
    assertEquals("/dev/null is not a regular file; name a file to write", message);
  }

  @Test
  void aCommittedFileTakesThePlaceOfTheOldOne() throws IOException {
    Path file = directory.resolve("f");
    Files.writeString(file, "old");
    try (WholeFile out = WholeFile.create(file)) {
      out.room(4).putInt(1);
      out.pad(8);
      out.commit();
    }
    assertArrayEquals(new byte[] {1, 0, 0, 0, 0, 0, 0, 0}, Files.readAllBytes(file));
    assertEquals(1, entries());
  }

  @Test
  void whatADeadProcessHasLeftOfTheFileIsDeletedByTheNext() throws IOException {
    String host = FileOwner.SELF.host();
    List<Path> orphans =
        List.of(
            directory.resolve(".f@%s-999999999.3.part".formatted(host)),
            directory.resolve(".f@another-999999999.3.part"),
            directory.resolve(".f.999999999-3.part"));
    for (Path orphan : orphans) {
      Files.createFile(orphan);
    }
    long alive = ProcessHandle.current().pid();
    List<Path> others =
        List.of(
            directory.resolve(".f@%s-%d.77.part".formatted(host, alive)),
            directory.resolve(".f@another-%d.77.part".formatted(alive)),
            directory.resolve(".f.%d-77.part".formatted(alive)),
            directory.resolve(".f.gguf@%s-999999999.3.part".formatted(host)),
            directory.resolve(".f@x@%s-999999999.3.part".formatted(host)),
            directory.resolve(".f.gguf.999999999-3.part"),
            directory.resolve(".f.part"),
            directory.resolve("f@%s-999999999.3.part".formatted(host)));
    for (Path other : others) {
      Files.createFile(other);
    }
    WholeFile.create(directory.resolve("f")).close();
    assertEquals(List.of(), orphans.stream().filter(Files::exists).toList());
    assertEquals(others.size(), entries());
  }

  @Test
  void theReasonOfAFailureIsOneLineAboutTheFile() {
    Path file = directory.resolve("absent/f");
    String line = assertThrows(LlamaException.class, () -> WholeFile.create(file)).getMessage();
    assertTrue(line.startsWith("cannot write " + file), line);
    assertTrue(line.endsWith("no such file or directory"), line);
  }

  private long entries() throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      return list.count();
    }
  }
}
