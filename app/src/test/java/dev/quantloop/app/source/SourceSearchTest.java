package dev.quantloop.app.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.PathName;
import dev.quantloop.app.UserException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceSearchTest {
  private Path root;

  @BeforeEach
  void layOutFiles(@TempDir Path directory) throws IOException {
    root = directory.toRealPath();
    for (String name :
        List.of("b.txt", "a.txt", "sub/c.txt", "sub/deep/d.md", ".hidden.txt", ".git/config")) {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "text of " + name);
    }
    Files.write(root.resolve("sub/picture.png"), new byte[] {1, 0, 2});
    Files.createFile(root.resolve("sub/__init__.py"));
  }

  @Test
  void takesADirectoryInTheOrderOfRelativePathsAndCountsWhatItPassesOver() {
    SourceSearch found = find("s=" + root);
    assertEquals(files("a.txt", "b.txt", "sub/c.txt", "sub/deep/d.md"), found.files());
    assertEquals("2 hidden, 1 binary and 1 empty files passed over", found.passedOver());
  }

  /** On Unix a name is bytes; two that are not UTF-8 look alike to Java. */
  @Test
  void takesFilesWhateverTheyAreCalled() throws IOException {
    Path latin = Path.of(URI.create(root.toUri() + "sub/%E9"));
    Files.createDirectory(latin);
    Path one = Files.writeString(Path.of(URI.create(root.toUri() + "sub/%E9/%E8.txt")), "one");
    Path other = Files.writeString(Path.of(URI.create(root.toUri() + "sub/%E9/%E9.txt")), "other");

    SourceSearch found = find("s=" + root + "/sub");

    assertEquals(List.of(one, other), found.files().subList(0, 2));
    assertEquals(4, found.files().size());
    assertEquals("1 binary and 1 empty files passed over", found.passedOver());
    assertEquals(root + "/sub/\\xe9/\\xe8.txt", PathName.of(found.files().get(0)));

    assertEquals(List.of(one), find("s=" + PathName.of(one)).files());
    assertEquals(List.of(one, other), find("s=" + PathName.of(latin)).files());
  }

  @Test
  void letsAStarStopAtASlash() {
    assertEquals(files("a.txt", "b.txt"), find("s=" + root + "/*.txt").files());
  }

  @Test
  void letsTwoStarsStandForAnyNumberOfDirectories() {
    assertEquals(files("a.txt", "b.txt", "sub/c.txt"), find("s=" + root + "/**/*.txt").files());
    assertEquals(files("sub/deep/d.md"), find("s=" + root + "/sub/**/*.md").files());
  }

  @Test
  void takesAFileWhoseNameLooksLikeAGlobAsItIs() throws IOException {
    Files.writeString(root.resolve("[x].txt"), "odd");
    assertEquals(files("[x].txt"), find("s=" + root + "/[x].txt").files());
  }

  @Test
  void keepsTheOrderOfNamedFilesAndTakesEachOnce() {
    assertEquals(
        files("sub/c.txt", "a.txt", "b.txt"),
        find("s=%s/sub/c.txt,%s/*.txt,%s/sub/c.txt".formatted(root, root, root)).files());
  }

  @Test
  void takesANamedFileEvenIfItIsBinarySoThatReadingItSaysSo() {
    assertEquals(files("sub/picture.png"), find("s=" + root + "/sub/picture.png").files());
  }

  @Test
  void refusesPathsThatNameNothing() throws IOException {
    Files.createDirectory(root.resolve("empty"));
    assertTrue(refusal("s=" + root + "/missing.txt").contains("no such file or directory"));
    assertTrue(refusal("s=" + root + "/nowhere/*.txt").contains("no such directory"));
    assertTrue(refusal("s=" + root + "/*.java").contains("the source s finds no file"));
    assertTrue(refusal("s=" + root + "/empty").contains("finds no file"));
    assertTrue(refusal("s=" + root + "/sub/*.png").contains("only binary or empty files"));
    assertTrue(refusal("s=" + root + "/{a").contains("not a glob"));
  }

  @Test
  void refusesAFileThatBelongsToTwoSources() {
    Map<String, SourceSearch> sources = new LinkedHashMap<>();
    sources.put("one", find("one=" + root));
    sources.put("two", find("two=" + root + "/b.txt"));
    String message =
        assertThrows(UserException.class, () -> SourceSearch.requireDisjoint(sources)).getMessage();
    assertTrue(message.contains("b.txt belongs to the sources one and two"), message);
  }

  @Test
  void letsTwoSourcesReadTwoFieldsOfAFile() {
    Map<String, SourceSearch> sources = new LinkedHashMap<>();
    sources.put("en", find("en=" + root + "/a.txt;field=en"));
    sources.put("de", find("de=" + root + "/a.txt;field=de"));
    SourceSearch.requireDisjoint(sources);
    sources.put("also", find("also=" + root + ";field=de"));
    assertThrows(UserException.class, () -> SourceSearch.requireDisjoint(sources));
  }

  private List<Path> files(String... names) {
    return List.of(names).stream().map(root::resolve).toList();
  }

  @Test
  void followsALinkThatIsTheSource() throws IOException {
    Path texts = Files.createDirectories(root.resolve("linked"));
    Files.writeString(texts.resolve("a.txt"), "text");
    Path link = Files.createSymbolicLink(root.resolve("link"), texts);
    assertEquals(1, find("s=" + link).files().size());
    assertEquals(1, find("s=" + link + "/").files().size());
    assertEquals(1, find("s=" + link + "/*.txt").files().size());
  }

  @Test
  void followsLinksBelowADirectoryButNotInCircles(@TempDir Path elsewhere) throws IOException {
    Path far = Files.writeString(elsewhere.toRealPath().resolve("far.txt"), "text");
    Files.createSymbolicLink(root.resolve("sub/far"), elsewhere);
    Files.createSymbolicLink(root.resolve("sub/deep/up"), root);
    Files.createSymbolicLink(root.resolve("again"), root.resolve("sub/deep"));
    List<Path> found = find("s=" + root).files();
    assertEquals(5, found.size());
    assertTrue(found.contains(far));
    assertEquals(List.of(far), find("s=" + root + "/*/far/*.txt").files());
  }

  private static SourceSearch find(String spec) {
    return SourceSearch.find(SourceSpec.parse(spec));
  }

  private static String refusal(String spec) {
    return assertThrows(UserException.class, () -> find(spec)).getMessage();
  }
}
