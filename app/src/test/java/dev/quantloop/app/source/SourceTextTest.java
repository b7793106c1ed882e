package dev.quantloop.app.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.app.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTextTest {
  @TempDir private Path directory;

  @Test
  void joinsFilesWithANewlineAndHashesWhatTheTextIsInUtf8() throws IOException {
    SourceText text = SourceText.read(List.of(file("a", "grün\n"), file("b", "日本")));
    assertEquals("grün\n\n日本", text.text());
    byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
    assertEquals(bytes.length, text.bytes());
    assertEquals(Sha256.of(bytes), text.sha256());
    assertEquals(SourceText.of("grün\n\n日本").sha256(), text.sha256());
    assertEquals(6, text.files().get(0).bytes());
    assertEquals(Sha256.of(directory.resolve("b")), text.files().get(1).sha256());
  }

  @Test
  void keepsAByteOrderMarkAsLlamaCppDoes() throws IOException {
    assertEquals("\uFEFFx", SourceText.read(List.of(file("bom", "\uFEFFx"))).text());
  }

  @Test
  void refusesBadBytesWithTheirOffsetAndLine() throws IOException {
    Path file = directory.resolve("latin1.txt");
    Files.write(file, "ok\nna\u00efve".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(file + " is not UTF-8: byte 0xEF at offset 5 (line 2)", refusal(file));
  }

  @Test
  void refusesASequenceThatTheEndCutsShort() throws IOException {
    Path file = directory.resolve("cut.txt");
    Files.write(file, new byte[] {'a', (byte) 0xE6, (byte) 0x97});
    assertEquals(file + " is not UTF-8: byte 0xE6 at offset 1 (line 1)", refusal(file));
  }

  @Test
  void refusesBinaryEmptyMissingAndUtf16() throws IOException {
    Path binary = directory.resolve("binary");
    Files.write(binary, new byte[] {'a', 'b', 0, 'c'});
    assertEquals(binary + " is binary, not text: NUL byte at offset 2", refusal(binary));
    Path empty = file("empty", "");
    assertEquals(empty + " is empty", refusal(empty));
    assertEquals(
        "no such file: " + directory.resolve("missing"), refusal(directory.resolve("missing")));
    assertEquals(directory + " is a directory, not a text file", refusal(directory));
    Path wide = directory.resolve("wide");
    Files.write(wide, "text".getBytes(StandardCharsets.UTF_16));
    assertEquals(
        wide + " is UTF-16, not UTF-8; convert it with: iconv -f UTF-16 -t UTF-8", refusal(wide));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static String refusal(Path file) {
    return assertThrows(UserException.class, () -> SourceText.read(List.of(file))).getMessage();
  }
}
