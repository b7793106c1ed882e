package dev.quantloop.app.tui.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClipboardTest {
  @Test
  void sendsBase64ToAPlainTerminal() {
    assertEquals("\u001b]52;c;aGk=\u0007", Clipboard.sequence("hi", Map.of()));
  }

  @Test
  void isWrappedForTmux() {
    assertEquals(
        "\u001bPtmux;\u001b\u001b]52;c;aGk=\u0007\u001b\\",
        Clipboard.sequence("hi", Map.of("TMUX", "/tmp/tmux,1,0")));
  }

  @Test
  void isCutIntoPiecesForScreen() {
    String sequence = Clipboard.sequence("x".repeat(600), Map.of("STY", "1.pts"));
    for (String piece : sequence.split("\u001b\\\\")) {
      assertEquals(true, piece.length() <= 253, piece);
    }
  }
}
