package dev.quantloop.llama.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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

class QuantTargetTest {
  private static final int PARTS = 3;

  @TempDir private Path directory;
  private List<Path> parts;
  private QuantTarget target;

  @BeforeEach
  void begin() throws IOException {
    parts = IntStream.range(0, PARTS).mapToObj(i -> directory.resolve("q-" + i + ".gguf")).toList();
    target = new QuantTarget(parts, "q", directory.resolve("q.tmp"));
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
