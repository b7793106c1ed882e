package dev.quantloop.llama.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.llama.file.FileOwner;
import dev.quantloop.llama.file.ScratchDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantTargetTest {
  private static final int PARTS = 3;
  private static final FileOwner DEAD = new FileOwner(FileOwner.SELF.host(), 999_999_999);

  @TempDir private Path directory;
  private List<Path> parts;
  private QuantTarget target;

  @BeforeEach
  void begin() throws IOException {
    parts = IntStream.range(0, PARTS).mapToObj(i -> directory.resolve("q-" + i + ".gguf")).toList();
    target = new QuantTarget(parts, directory.resolve("q"));
    target.beginWriting();
  }

  @Test
  void newPartsTakeThePlacesOfAllOldOnes() throws IOException {
    write(parts, "old");
    write(target.written(), "new");
    target.publish();
    target.cleanUp();
    assertEquals(List.of("new", "new", "new"), texts());
    assertEquals(PARTS, count());
  }

  @Test
  void anOldSetIsWholeWhereAPartCantBePutInItsPlace() throws IOException {
    write(parts.subList(0, 2), "old");
    Path inTheWay = Files.createDirectory(parts.get(2));
    Files.writeString(inTheWay.resolve("file"), "");
    write(target.written(), "new");
    assertThrows(IOException.class, target::publish);
    target.cleanUp();
    assertEquals(List.of("old", "old"), texts());
    assertEquals(PARTS, count());
  }

  @Test
  void aSetWithoutOneOfItsPartsIsNotPublished() throws IOException {
    write(parts, "old");
    write(target.written().subList(0, 2), "new");
    assertThrows(IOException.class, target::publish);
    target.cleanUp();
    assertEquals(List.of("old", "old", "old"), texts());
    assertEquals(PARTS, count());
  }

  /** A set of parts that a process which was killed was replacing, once so many were moved. */
  private void killedWhileReplacing(int aside, int placed) throws IOException {
    Path old = Files.createDirectory(of(DEAD, ".old"));
    Path written = Files.createDirectory(of(DEAD, ".part"));
    for (int i = 0; i < PARTS; i++) {
      Path name = parts.get(i).getFileName();
      Files.writeString((i < aside ? old : directory).resolve(name), "old");
      Files.writeString((i < placed ? directory : written).resolve(name), "new");
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "3, 0", "3, 1", "3, 3"})
  void theNextProcessPutsInPlaceWhatAKilledOneWasReplacing(int aside, int placed)
      throws IOException {
    killedWhileReplacing(aside, placed);
    target.beginWriting();
    target.cleanUp();
    assertEquals(List.of("new", "new", "new"), texts());
    assertEquals(PARTS, count());
  }

  @Test
  void whatAnEarlierVersionWasReplacingIsPutInPlace() throws IOException {
    killedWhileReplacing(3, 1);
    Files.move(of(DEAD, ".old"), directory.resolve("q.old" + DEAD.process()));
    Files.move(of(DEAD, ".part"), directory.resolve("q.gguf.tmp" + DEAD.process()));
    target.beginWriting();
    target.cleanUp();
    assertEquals(List.of("new", "new", "new"), texts());
    assertEquals(PARTS, count());
  }

  @Test
  void oldPartsComeBackWhereTheNewOnesAreGone() throws IOException {
    killedWhileReplacing(3, 1);
    ScratchDirectory.delete(of(DEAD, ".part"));
    target.beginWriting();
    target.cleanUp();
    assertEquals(List.of("old", "old", "old"), texts());
    assertEquals(PARTS, count());
  }

  @Test
  void whatAKilledProcessHasNotWrittenWholeIsDeletedAndOthersAreLeftAlone() throws IOException {
    Files.createDirectory(of(DEAD, ".part"));
    Files.createDirectory(of(new FileOwner("another-machine", DEAD.process()), ".part"));
    Files.createDirectory(directory.resolve("q.gguf.tmp" + DEAD.process()));
    long alive = ProcessHandle.current().parent().orElseThrow().pid();
    List<Path> others =
        List.of(
            of(new FileOwner(DEAD.host(), alive), ".part"),
            of(new FileOwner("another-machine", alive), ".part"),
            of(new FileOwner("another-machine", alive), ".old"),
            directory.resolve("q.gguf.tmp" + alive),
            directory.resolve(".q.part"),
            DEAD.temporaryOf(directory.resolve("p"), ".part"));
    for (Path other : others) {
      Files.createDirectories(other);
    }
    target.beginWriting();
    target.cleanUp();
    assertEquals(others.size(), count());
  }

  private Path of(FileOwner owner, String ending) {
    return owner.temporaryOf(directory.resolve("q"), ending);
  }

  private static void write(List<Path> files, String text) throws IOException {
    for (Path file : files) {
      Files.writeString(file, text);
    }
  }

  private List<String> texts() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).map(QuantTargetTest::text).toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long count() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }
}
