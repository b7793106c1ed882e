package dev.quantloop.app.tui.terminal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalInputTest {
  private static InputStream of(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void givesEnterAsALineFeed() throws IOException {
    assertArrayEquals("a\nb".getBytes(), new TerminalInput(of("a\rb")).readAllBytes());
  }

  @Test
  void losesNothingOfAnEscapeThatEndsAPacket() throws IOException {
    InputStream parts = new SequenceInputStream(of("x\u001b"), of("[A"));
    assertArrayEquals("x\u001b[A".getBytes(), new TerminalInput(parts).readAllBytes());
  }
}
