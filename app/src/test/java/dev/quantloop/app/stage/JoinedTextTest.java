package dev.quantloop.app.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinedTextTest {
  @TempDir private Path directory;

  @Test
  void putsANewlineBetweenFilesAndDropsOneAtTheEnd() throws IOException {
    assertEquals("a", joined("a"));
    assertEquals("a", joined("a\n"));
    assertEquals("a\n", joined("a\n\n"));
    assertEquals("", joined("\n"));
    assertEquals("a\nb", joined("a", "b"));
    assertEquals("a\n\nb", joined("a\n", "b\n"));
    assertEquals("\n\nb\n", joined("\n", "b\n\n"));
    String block = "x".repeat((1 << 16) - 2) + "\n";
    assertEquals(block + "\ny" + block.strip(), joined(block, "y" + block));
  }

  private String joined(String... texts) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String text : texts) {
      files.add(Files.writeString(directory.resolve("t" + files.size()), text));
    }
    StringBuilder byByte = new StringBuilder();
    try (InputStream text = new JoinedText(files)) {
      for (int value = text.read(); value >= 0; value = text.read()) {
        byByte.append((char) value);
      }
    }
    try (InputStream text = new JoinedText(files)) {
      assertEquals(new String(text.readAllBytes(), StandardCharsets.UTF_8), byByte.toString());
    }
    return byByte.toString();
  }
}
