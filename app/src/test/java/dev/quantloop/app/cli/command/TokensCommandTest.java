package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensCommandTest {
  @TempDir private Path directory;

  @Test
  void countsRandomTokensAndSpecialOnesOfSources() throws IOException {
    Result random = tokens("--source", "r=random:700", "--json");
    assertEquals(0, random.code(), random.err());
    assertTrue(random.out().contains("\"tokens\" : 700"), random.out());
    String text = "a=" + Files.writeString(directory.resolve("special.txt"), "<s>");
    String plain = tokens("--source", text, "--ids").out();
    String parsed = tokens("--source", text, "--ids", "--parse-special").out();
    String said = tokens("--source", text + ";special=yes", "--ids").out();
    assertNotEquals(plain, parsed);
    assertEquals(parsed, said);
  }

  @Test
  void countsTokensAndChunksByTextAndTogether() throws IOException {
    Path small = Files.writeString(directory.resolve("small.txt"), "Hello, world!");
    Result result = tokens("-c", "100", StageFiles.TEXT.toString(), small.toString());
    assertEquals(0, result.code(), result.err());
    assertTrue(
        result.out().lines().anyMatch(l -> l.matches(".*LICENSE +11358 +3541 +3\\.21 +35")),
        result.out());
    assertTrue(result.out().lines().anyMatch(l -> l.startsWith("together")), result.out());
  }

  @Test
  void showsIdsThatMakeTheTextAgain() throws IOException {
    Path text = Files.writeString(directory.resolve("a.txt"), "Grüße");
    Result ids = tokens("--ids", "--no-bos", text.toString());
    assertTrue(ids.out().matches("\\[\\d+(, \\d+)*]\n"), ids.out());
    Result shown = tokens("--show", "-f", text.toString());
    assertEquals(ids.out().split(",").length + 1, shown.out().lines().count(), shown.out());
    assertTrue(tokens("--json", "--show", text.toString()).out().contains("\"pieces\" : ["));
  }

  @Test
  void refusesWhatWouldHaveNoEffect() throws IOException {
    String text = Files.writeString(directory.resolve("a.txt"), "Hello").toString();
    assertEquals(
        "quantloop: --show has no effect with --ids", tokens("--ids", "--show", text).message());
    assertEquals(2, tokens("--ids", "-c", "64", text).code());
    assertEquals(2, tokens("--no-bos", "--source", "a=" + text).code());
  }

  @Test
  void countsWithAVocabularyAlone() throws IOException {
    String text = Files.writeString(directory.resolve("a.txt"), "Hello").toString();
    Path vocabulary = StageFiles.vocabularyOnly(directory.resolve("vocabulary.gguf"));
    Result alone =
        new CliFixture(directory).run("tokens", "-m", vocabulary.toString(), "--ids", text);
    assertEquals(0, alone.code(), alone.err());
    assertEquals(tokens("--ids", text).out(), alone.out());
  }

  @Test
  void countsSourcesAsANewExperimentReadsThem() throws IOException {
    Path texts = Files.createDirectories(directory.resolve("texts"));
    Path first = Files.writeString(texts.resolve("a.txt"), "Hello,");
    Path second = Files.writeString(texts.resolve("b.txt"), "world!");
    Path joined = Files.writeString(directory.resolve("joined.txt"), "Hello,\nworld!");
    String ids = tokens("--ids", "--source", "all=" + texts).out();
    String each = tokens("--ids", "--no-bos", first.toString(), second.toString()).out();
    assertEquals(each.replace("]\n[", ", "), ids, "a document after the other");
    Result counted = tokens("--json", "--source", "all=" + texts, "--source", "one=" + joined);
    assertTrue(counted.out().contains("\"source\" : \"all\""), counted.out());
    assertTrue(counted.out().contains("\"tokens\" : " + ids.split(",").length), counted.out());
    assertEquals(2, tokens("--source", "all=" + texts, joined.toString()).code());
  }

  @Test
  void refusesWhatIsNoText() throws IOException {
    Path binary = Files.write(directory.resolve("binary"), new byte[] {'a', 0});
    Path empty = Files.writeString(directory.resolve("empty"), "");
    Path latin = Files.write(directory.resolve("latin"), new byte[] {'a', (byte) 0xE9, 'b'});
    fails(binary, "is binary, not text: NUL byte at offset 1");
    fails(empty, "is empty");
    fails(latin, "is not UTF-8: byte 0xE9 at offset 1 (line 1)");
    fails(directory.resolve("missing"), "no such file");
    assertEquals(2, tokens().code());
    Path text = Files.writeString(directory.resolve("text"), "Hello");
    Result some = tokens(empty.toString(), text.toString(), latin.toString());
    assertEquals(1, some.code());
    assertEquals(tokens(text.toString()).out(), some.out());
    assertTrue(
        some.message().matches(".*not counted: .*empty is empty; .*latin is not .*"), some.err());
  }

  private void fails(Path text, String message) {
    Result result = tokens(text.toString());
    assertEquals(1, result.code());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.message().contains(message), result.err());
  }

  private Result tokens(String... more) {
    String[] arguments = new String[more.length + 3];
    System.arraycopy(
        new String[] {"tokens", "-m", StageFiles.MODEL.toString()}, 0, arguments, 0, 3);
    System.arraycopy(more, 0, arguments, 3, more.length);
    return new CliFixture(directory).run(arguments);
  }
}
