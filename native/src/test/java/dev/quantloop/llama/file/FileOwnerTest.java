package dev.quantloop.llama.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileOwnerTest {
  private static final FileOwner THEIRS = new FileOwner("box.2", 999_999_999);

  @TempDir private Path directory;

  @Test
  void theNameTellsTheTargetAndTheHostWhateverDotsTheyHave() throws IOException {
    Path model = directory.resolve("m.gguf");
    Path temporary = Files.createFile(THEIRS.temporaryOf(model, ".part"));
    assertEquals(Map.of(temporary, THEIRS), FileOwner.beside(model, "\\.part"));
    assertEquals(Map.of(), FileOwner.beside(directory.resolve("m"), "\\.part"));
  }

  @Test
  void anotherMachineIsToldApartOnlyWhereItCanShareTheDisk() throws IOException {
    Path target = directory.resolve("q");
    Path theirs = Files.createFile(THEIRS.temporaryOf(target, ".0.part"));
    Files.createFile(FileOwner.temporary(target, ".part"));
    Path earlier = Files.createFile(directory.resolve(".q.999999999-1.part"));
    List<String> notes = FileOwner.notesOfOthers(target, file -> true);
    assertEquals(2, notes.size());
    assertTrue(notes.get(0).startsWith(earlier + " belongs to a process of the machine (unknown)"));
    assertTrue(notes.get(1).startsWith(theirs + " belongs to a process of the machine box.2"));
    assertEquals(List.of(), FileOwner.notesOfOthers(target, file -> false));
    assertTrue(THEIRS.isGone(theirs), "this disk is not shared");
  }
}
