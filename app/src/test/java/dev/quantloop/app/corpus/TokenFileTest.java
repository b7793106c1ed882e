package dev.quantloop.app.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
  @TempDir private Path directory;

  @Test
  void writesLittleEndianIntegersUnderTheirSha256() throws IOException {
    Path file = directory.resolve("new/directory/a.tokens");
    String sha256 = TokenFile.write(file, new int[] {1, 0x01020304, -1});
    byte[] bytes = Files.readAllBytes(file);
    assertArrayEquals(new byte[] {1, 0, 0, 0, 4, 3, 2, 1, -1, -1, -1, -1}, bytes);
    assertEquals(Sha256.of(bytes), sha256);
    try (var files = Files.list(file.getParent())) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void readsBackTheWholeAndAnyRange() {
    int[] tokens = new Random(4).ints(700_000).toArray();
    Path file = directory.resolve("b.tokens");
    assertEquals(Sha256.of(tokens, 0, tokens.length), TokenFile.write(file, tokens));
    assertArrayEquals(tokens, TokenFile.read(file, 0, tokens.length));
    assertArrayEquals(
        Arrays.copyOfRange(tokens, 300_000, 300_512), TokenFile.read(file, 300_000, 512));
    assertArrayEquals(new int[0], TokenFile.read(file, tokens.length, 0));
  }

  @Test
  void refusesARangeBeyondTheEnd() {
    Path file = directory.resolve("c.tokens");
    TokenFile.write(file, new int[10]);
    String message =
        assertThrows(UserException.class, () -> TokenFile.read(file, 5, 6)).getMessage();
    assertTrue(message.contains("ends before token 11"), message);
  }

  @Test
  void leavesNothingBehindWhenItCantWrite() throws IOException {
    Path inTheWay = Files.writeString(directory.resolve("file"), "x");
    assertThrows(
        UserException.class, () -> TokenFile.write(inTheWay.resolve("d.tokens"), new int[1]));
  }
}
