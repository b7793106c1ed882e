package dev.quantloop.app.source.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.Document;
import dev.quantloop.app.source.Sha256;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainFilesTest {
  private Path directory;
  private ReadSource source;

  @BeforeEach
  void prepare(@TempDir Path temporary) throws IOException {
    directory = temporary.toRealPath();
    source = new ReadSource(directory);
  }

  @Test
  void makesADocumentOfEachFileAndHashesThemJoinedByANewline() throws IOException {
    file("a", "grün\n");
    file("b", "日本");
    assertEquals(List.of("grün\n", "日本"), source.texts("a,b"));
    assertEquals(Sha256.of("grün\n\n日本".getBytes(StandardCharsets.UTF_8)), source.report.sha256());
    assertEquals(2, source.report.files());
    assertEquals(2, source.report.documents());
    assertEquals(12, source.report.bytes());
    assertEquals("", source.said());
  }

  @Test
  void givesATextAsOftenAsItIsWanted() throws IOException {
    file("a", "text");
    Document document = source.documents("a").get(0);
    assertEquals("text", ReadSource.text(document));
    assertEquals("text", ReadSource.text(document));
  }

  @Test
  void dropsByteOrderMarksAndCarriageReturnsButHashesTheFileAsItIs() throws IOException {
    String raw = "\uFEFFa\r\nb\r\r\nc\rd\r\n";
    file("dos", raw);
    Document document = source.documents("dos").get(0);
    assertEquals("a\nb\r\nc\rd\n", ReadSource.text(document));
    assertEquals("a\nb\r\nc\rd\n".length(), document.bytes());
    assertEquals(Sha256.of(raw.getBytes(StandardCharsets.UTF_8)), source.report.sha256());
    assertEquals(
        "1 byte order mark dropped: dos\n1 document with CRLF line ends converted to LF: dos",
        source.said());
  }

  @Test
  void dropsCarriageReturnsWhereverABufferEnds() throws IOException {
    String line = "x".repeat(1021) + "\r\n";
    file("dos", line.repeat(1000));
    assertEquals(line.replace("\r", "").repeat(1000), source.texts("dos").get(0));
  }

  @Test
  void refusesBadBytesOfANamedFileWithOffsetAndLine() throws IOException {
    bytes("latin1", "ok\nna\u00efve".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals("latin1 is not UTF-8: byte 0xEF at offset 5 (line 2)", source.refusal("latin1"));
    bytes("cut", new byte[] {'a', (byte) 0xE6, (byte) 0x97});
    assertEquals("cut is not UTF-8: byte 0xE6 at offset 1 (line 1)", source.refusal("cut"));
    byte[] far = ("line\n".repeat(100_000) + "é").getBytes(StandardCharsets.UTF_8);
    far[far.length - 1] = 'x';
    bytes("far", far);
    assertEquals(
        "far is not UTF-8: byte 0xC3 at offset 500000 (line 100001)", source.refusal("far"));
  }

  @Test
  void readsCharactersThatABufferCutsInTwo() throws IOException {
    String text = "a" + "日".repeat(300_000);
    file("wide", text);
    assertEquals(text, source.texts("wide").get(0));
  }

  @Test
  void goesOnWithoutNamedFilesThatAreEmpty() throws IOException {
    file("a", "text");
    file("empty", "");
    file("mark", "\uFEFF");
    assertEquals(List.of("text"), source.texts("empty,a,mark"));
    assertEquals("2 empty files passed over: empty is empty, mark is empty", source.said());
    assertEquals(
        "the source s has no text: 2 empty files passed over: empty is empty, mark is empty",
        new ReadSource(directory).refusal("empty,mark"));
  }

  @Test
  void refusesBinaryEmptyMissingAndUtf16() throws IOException {
    bytes("binary", new byte[] {'a', (byte) 0xFF, 0, 'c'});
    assertEquals("binary is binary, not text: NUL byte at offset 2", source.refusal("binary"));
    file("empty", "");
    assertEquals("empty is empty", source.refusal("empty"));
    file("mark", "\uFEFF");
    assertEquals("mark is empty", source.refusal("mark"));
    assertEquals("no such file or directory: missing", source.refusal("missing"));
    bytes("utf16", "text".getBytes(StandardCharsets.UTF_16));
    assertEquals(
        "utf16 is UTF-16, not UTF-8; convert it with: iconv -f UTF-16 -t UTF-8",
        source.refusal("utf16"));
  }

  @Test
  void passesOverWhatIsNotTextBelowDirectoriesUnlessStrict() throws IOException {
    file("d/a.txt", "text");
    file("d/empty", "");
    bytes("d/latin1", new byte[] {'a', (byte) 0xE6, 'b'});
    bytes("d/late", ("x".repeat(10_000) + "\0").getBytes(StandardCharsets.UTF_8));
    bytes("d/early", new byte[] {0});
    assertEquals(List.of("text"), source.texts("d"));
    assertEquals(
        """
        2 binary files passed over: d/early, d/late is binary, not text: NUL byte at offset 10000
        1 empty file passed over: d/empty
        1 file that is not UTF-8 passed over: d/latin1 is not UTF-8: byte 0xE6 at offset 1 (line 1)""",
        source.said());
    assertEquals(Sha256.of("text".getBytes(StandardCharsets.UTF_8)), source.report.sha256());
    assertEquals("d/early is binary, not text; the source s is strict", source.refusal("d;strict"));
    Files.delete(directory.resolve("d/early"));
    assertEquals(
        "d/late is binary, not text: NUL byte at offset 10000; the source s is strict",
        source.refusal("d;strict=yes"));
    Files.delete(directory.resolve("d/late"));
    assertEquals(
        "d/latin1 is not UTF-8: byte 0xE6 at offset 1 (line 1); the source s is strict",
        source.refusal("d;strict=yes"));
  }

  @Test
  void refusesAFileThatChangesWhileItIsRead() throws IOException {
    file("a", "text");
    Document document = source.documents("a").get(0);
    file("a", "text, and more");
    assertEquals(
        directory.resolve("a") + " was changed while it was read; try again when it is done",
        assertThrows(UserException.class, () -> ReadSource.text(document)).getMessage());
  }

  @Test
  void skipsAndTakesSoManyDocuments() throws IOException {
    for (String name : List.of("a", "b", "c", "d")) {
      file("t/" + name, name);
    }
    assertEquals(List.of("b", "c"), source.texts("t;skip=1;samples=2"));
    assertEquals(2, source.report.documents());
    assertEquals("", source.said());
    assertEquals(List.of("d"), source.texts("t;skip=3;samples=2"));
    assertEquals("samples=2 asks for more than there is: 1 document", source.said());
    assertEquals(
        "the source s has no document: its 4 documents are left out by skip=4",
        new ReadSource(directory).refusal("t;skip=4"));
  }

  @Test
  void readsStandardInputOnce() {
    Document document =
        source.given("aus\r\nder Röhre".getBytes(StandardCharsets.UTF_8)).documents("-").get(0);
    assertEquals("standard input", document.name());
    assertEquals("aus\nder Röhre", ReadSource.text(document));
    assertEquals("aus\nder Röhre", ReadSource.text(document));
    assertEquals("standard input is empty", new ReadSource(directory).refusal("-"));
    assertEquals(
        "standard input can be read once: s and s both name it",
        new ReadSource(directory).given(new byte[] {'a'}).refusal("-,-"));
  }

  @Test
  void readsAPipe() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Thread writer = new Thread(() -> write(pipe, "text ".repeat(50_000)));
    writer.start();
    assertEquals(List.of("text ".repeat(50_000)), source.texts("pipe"));
    writer.join();
  }

  private static void write(Path pipe, String text) {
    try (FileOutputStream out = new FileOutputStream(pipe.toFile())) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void saysThatATextHasNoFields() throws IOException {
    file("a.txt", "text");
    assertEquals(List.of("text"), source.texts("a.txt;field=body"));
    assertEquals("1 file without records read as text: a.txt", source.said());
  }

  private void file(String name, String text) throws IOException {
    bytes(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private void bytes(String name, byte[] bytes) throws IOException {
    Files.createDirectories(directory.resolve(name).getParent());
    Files.write(directory.resolve(name), bytes);
  }
}
