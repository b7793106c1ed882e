package dev.quantloop.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.source.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownFileTest {
  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-02T03:04:05Z"));

  @TempDir private Path folder;
  private Path file;
  private String sha256;
  private KnownFile known;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("model.gguf"), "weights");
    Files.setLastModifiedTime(file, LONG_AGO);
    sha256 = Sha256.of(file);
    known = new KnownFile(folder.resolve("note"));
  }

  @Test
  void knowsAFileThatItHasRead() {
    assertFalse(known.has(List.of(file), sha256));
    assertEquals(sha256, known.read(List.of(file)));
    assertTrue(known.has(List.of(file), sha256));
    assertTrue(new KnownFile(folder.resolve("note")).has(List.of(file), sha256));
    assertFalse(known.has(List.of(file), sha256.replace('a', 'b')), "another was expected");
  }

  @Test
  void knowsNothingOfAFileThatHasChangedSince() throws IOException {
    known.read(List.of(file));
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO.toInstant().plusNanos(1000)));
    assertFalse(known.has(List.of(file), sha256), "written at another time");
    known.read(List.of(file));
    Files.writeString(file, "weight");
    Files.setLastModifiedTime(file, LONG_AGO);
    assertFalse(known.has(List.of(file), sha256), "of another size");
    String before = known.read(List.of(file));
    Object changed = Files.getAttribute(file, "unix:ctime");
    while (Files.getAttribute(file, "unix:ctime").equals(changed)) { // the kernel's clock is coarse
      Files.writeString(file, "height");
      Files.setLastModifiedTime(file, LONG_AGO);
    }
    assertFalse(known.has(List.of(file), before), "with its time set back");
  }

  @Test
  void knowsNothingOfAnotherFileInTheSamePlace() throws IOException {
    known.read(List.of(file));
    Path other = Files.writeString(folder.resolve("other"), "heights");
    Files.setLastModifiedTime(other, LONG_AGO);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertFalse(known.has(List.of(file), sha256));
  }

  @Test
  void doesNotTrustAFileThatIsStillBeingWritten() throws IOException {
    FileTime notPast = FileTime.from(Instant.now().plusSeconds(3600));
    Files.setLastModifiedTime(file, notPast);
    known.read(List.of(file));
    Files.setLastModifiedTime(file, LONG_AGO);
    assertFalse(known.has(List.of(file), sha256));
  }

  @Test
  void doesWithoutANoteWhereNoneCanBeWritten() {
    KnownFile nowhere = new KnownFile(folder.resolve("missing/note"));
    assertEquals(sha256, nowhere.read(List.of(file)));
    assertFalse(nowhere.has(List.of(file), sha256));
  }
}
