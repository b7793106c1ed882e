package dev.quantloop.app.tui.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TextLineTest {
  private static String shown(String raw) {
    return TextLine.printed(raw).text();
  }

  @Test
  void ofAProgressBarTheLastStateIsShown() {
    assertEquals("100 %", shown("10 %\r50 %\r100 %"));
    assertEquals("done", shown("done\r"));
  }

  @Test
  void tabsReachTheNextEighthColumn() {
    assertEquals("a       b", shown("a\tb"));
    assertEquals("12345678        x", shown("12345678\tx"));
  }

  @Test
  void coloursAndOtherSequencesAreLeftOut() {
    assertEquals("red link", shown("\u001b[1;31mred\u001b[0m \u001b]8;;http://x\u0007link\u0007"));
    assertEquals("ab", shown("a\u0000b\u001b"));
  }

  @Test
  void whatIsTooLongIsCut() {
    assertEquals(TextLine.MOST_CHARACTERS, shown("x".repeat(1_000_000)).length());
  }
}
