package dev.quantloop.app.source.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.source.Document;
import dev.quantloop.app.source.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeparatorsTest {
  private static final String WIKI =
      " \n = One = \n \n Text . \n \n = = Part = = \n \n x = y = z \n = no = \n \n = Two = \n \n More . \n";

  private Path directory;
  private ReadSource source;

  @BeforeEach
  void prepare(@TempDir Path temporary) throws IOException {
    directory = temporary.toRealPath();
    source = new ReadSource(directory);
  }

  @Test
  void knowsTitlesOfWikiTextAndLosesNothing() throws IOException {
    file("wiki", WIKI);
    List<String> texts = source.texts("wiki");
    assertEquals(2, texts.size());
    assertTrue(texts.get(1).startsWith(" = Two = \n"), texts.get(1));
    assertEquals(WIKI, String.join("\n", texts));
    assertEquals("1 file cut into documents at lines like = Title =: wiki", source.said());
    assertEquals(Sha256.of(WIKI.getBytes(StandardCharsets.UTF_8)), source.report.sha256());
    assertEquals("wiki:1 wiki:2", new ReadSource(directory).names("wiki"));
    assertEquals(List.of(WIKI), new ReadSource(directory).texts("wiki;separator=none"));
  }

  @Test
  void takesNoAssignmentForATitle() throws IOException {
    file("code", "a\n\n = b = \n");
    assertEquals(1, source.texts("code").size());
    assertEquals("", source.said());
  }

  @Test
  void knowsEndOfTextAndLeavesItOut() throws IOException {
    file("t", "<|endoftext|>\none\n<|endoftext|>\r\n\n<|endoftext|> \ntwo <|endoftext|> still\r\n");
    assertEquals(List.of("one", "two <|endoftext|> still\n"), source.texts("t"));
    assertTrue(
        source.said().startsWith("1 file cut into documents at lines of <|endoftext|>: t"),
        source.said());
  }

  @Test
  void cutsAtALineAsItStands() throws IOException {
    file("t", "one\n---\ntwo\n--- \n\n---\nthree ---\n---");
    assertEquals(List.of("one", "two", "three ---"), source.texts("t;separator=---"));
    assertEquals("1 file cut into documents at the separator: t", source.said());
  }

  @Test
  void beginsADocumentWhereAnExpressionIsFound() throws IOException {
    file("t", "preface\n# A; field=b\na\n## part\n# B\nb\n");
    assertEquals(
        List.of("preface", "# A; field=b\na\n## part", "# B\nb\n"),
        source.texts("t;separator=^# "));
    assertEquals(
        List.of("preface\n# A; field=b\na\n## part\n# B\nb\n"),
        new ReadSource(directory).texts("t"));
  }

  @Test
  void saysThatASeparatorDoesNotOccur() throws IOException {
    file("t", "one\ntwo");
    assertEquals(List.of("one\ntwo"), source.texts("t;separator=***"));
    assertEquals("1 file without the separator taken as one document: t", source.said());
  }

  @Test
  void readsLargePiecesFromTheFileAgain() throws IOException {
    String large = "日本語 ".repeat(150_000);
    for (String end : List.of("\n", "\r\n")) {
      file("t", "small\n---\n".replace("\n", end) + large + end + "---" + end + large + "x" + end);
      List<Document> documents = new ReadSource(directory).documents("t;separator=---");
      List<String> texts = documents.stream().map(ReadSource::text).toList();
      assertEquals(List.of("small", large, large + "x\n"), texts);
      assertEquals(large.getBytes(StandardCharsets.UTF_8).length, documents.get(1).bytes());
    }
    Files.write(
        directory.resolve("t.gz"),
        CompressedFilesTest.Kind.GZ.packed("small\n---\n" + large + "\n---\nend"));
    assertEquals(List.of("small", large, "end"), source.texts("t.gz;separator=---"));
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }
}
