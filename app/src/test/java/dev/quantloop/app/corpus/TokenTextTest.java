package dev.quantloop.app.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenTextTest {
  @Test
  void joinsTheBytesOfACharacterThatIsSpreadOverTokens() {
    byte[] smile = "🙂".getBytes(StandardCharsets.UTF_8);
    TokenText text =
        TokenText.of(
            List.of(
                utf8("a"),
                Arrays.copyOfRange(smile, 0, 2),
                Arrays.copyOfRange(smile, 2, 4),
                utf8("bé"),
                utf8("c")));
    assertEquals("a🙂béc", text.text());
    assertEquals(List.of(0, 1, 1, 2, 4), text.starts());
  }

  @Test
  void replacesWhatIsNoUtf8() {
    TokenText text = TokenText.of(List.of(utf8("a"), new byte[] {(byte) 0xFF}, utf8("b")));
    assertEquals("a\uFFFDb", text.text());
    assertEquals(List.of(0, 1, 2), text.starts());
  }

  @Test
  void replacesACharacterThatTheLastTokenLeavesUnfinished() {
    TokenText text = TokenText.of(List.of(utf8("a"), new byte[] {(byte) 0xF0, (byte) 0x9F}));
    assertEquals("a\uFFFD", text.text());
    assertEquals(List.of(0, 1), text.starts());
  }

  @Test
  void ofNothingIsEmpty() {
    assertEquals(new TokenText("", List.of()), TokenText.of(List.of()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
