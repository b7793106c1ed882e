package dev.quantloop.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"/", ".", "a b/c.txt", "/größe/日本", "größe", "../what?", "/100%/\\x"})
  void aNameThatIsTextIsItself(String name) {
    assertEquals(name, PathName.of(Path.of(name)));
  }

  @Test
  void bytesThatAreNotTextAreShown() {
    Path latin = Path.of(URI.create("file:///tmp/lat%E9in/gr%C3%B6%FFe.txt"));

    assertEquals("/tmp/lat\\xe9in/grö\\xffe.txt", PathName.of(latin));
    assertEquals("grö\\xffe.txt", PathName.of(latin.getFileName()));
    assertEquals("/tmp/lat\\xe9in", PathName.of(latin.getParent()));
  }

  @Test
  void twoNamesThatJavaShowsAlikeDiffer() {
    Path one = Path.of(URI.create("file:///tmp/%E9"));
    Path other = Path.of(URI.create("file:///tmp/%E8"));

    assertEquals(one.toString(), other.toString());
    assertNotEquals(PathName.of(one), PathName.of(other));
  }

  @Test
  void aNameWithBytesLeadsToItsFileAndToNoOther(@TempDir Path directory) throws IOException {
    Path latin = Files.createFile(Path.of(URI.create(directory.toUri() + "%E9")));
    Path text = Files.createFile(directory.resolve("\\xe8"));

    assertEquals(latin, PathName.parse(PathName.of(latin)));
    assertEquals(text, PathName.parse(PathName.of(text)));
    assertEquals(Path.of("none\\xe8"), PathName.parse("none\\xe8"));
    assertEquals(Path.of("none\\x00"), PathName.parse("none\\x00"));
  }

  @Test
  void theSignOfReplacementIsText() {
    assertEquals("a\uFFFDb", PathName.spelled("a\uFFFDb".getBytes(StandardCharsets.UTF_8)));
    assertEquals("\\xc3", PathName.spelled(new byte[] {(byte) 0xc3}));
  }
}
