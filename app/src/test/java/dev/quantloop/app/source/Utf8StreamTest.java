package dev.quantloop.app.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Utf8StreamTest {
  private static final int[] BYTES = {
    'a', '\n', 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xe3, 0xed, 0xef,
    0xf0, 0xf1, 0xf4, 0xf5, 0xfe, 0xff
  };

  @TempDir private Path directory;

  @Test
  void refusesWhatUtf8RefusesAndGivesTheRestAsItIs() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(6)];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = (byte) BYTES[random.nextInt(BYTES.length)];
      }
      String expected = refusal(() -> Utf8.decode("t", bytes));
      assertEquals(expected, refusal(() -> stream(bytes).readAllBytes()));
      if (expected.isEmpty()) {
        assertArrayEquals(bytes, stream(bytes).readAllBytes());
      }
    }
  }

  @Test
  void countsOverManyReads() {
    byte[] bytes = ("日本\n".repeat(100_000) + "\u00e9").getBytes(StandardCharsets.UTF_8);
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
    assertEquals(
        "t is not UTF-8: byte 0xC3 at offset 700000 (line 100001)",
        refusal(() -> stream(cut).readAllBytes()));
    assertEquals(
        "t is binary, not text: NUL byte at offset 1",
        refusal(() -> stream(new byte[] {'a', 0}).readAllBytes()));
    assertEquals("t is empty", refusal(() -> stream(new byte[0]).readAllBytes()));
  }

  @Test
  void refusesAFileThatChangesMeanwhile() throws IOException {
    Path file = Files.writeString(directory.resolve("growing"), "text ".repeat(20_000));
    try (InputStream text = Utf8Stream.open(file)) {
      text.read(new byte[10]);
      Files.writeString(file, "more", StandardOpenOption.APPEND);
      String refusal = refusal(text::readAllBytes);
      assertTrue(refusal.contains("was changed while it was read"), refusal);
    }
  }

  private interface Reading {
    void run() throws IOException;
  }

  private static String refusal(Reading reading) {
    try {
      reading.run();
      return "";
    } catch (UserException e) {
      return e.getMessage();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void namesWhatIsNoFile() {
    assertThrows(UserException.class, () -> Utf8Stream.open(directory));
    assertThrows(UserException.class, () -> Utf8Stream.open(directory.resolve("missing")));
  }

  private static InputStream stream(byte[] bytes) {
    return Utf8Stream.of("t", new ByteArrayInputStream(bytes));
  }
}
