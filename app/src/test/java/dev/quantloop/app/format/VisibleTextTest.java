package dev.quantloop.app.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibleTextTest {
  @ParameterizedTest
  @CsvSource({"0,8", "b,1f", "7f,9f", "200e,200f", "2028,202e", "2066,2069", "d800,dfff"})
  void spellsOutWhatCommandsATerminal(String first, String last) {
    for (int c = Integer.parseInt(first, 16); c <= Integer.parseInt(last, 16); c++) {
      assertEquals("a\\u%04xb".formatted(c), VisibleText.of("a" + (char) c + "b"));
    }
  }

  @Test
  void leavesLinesAndWhatScriptsAndEmojiNeed() {
    String text = "a\tb\nñ 日本 שלום می\u200cخواهم 👩\u200d💻 🇩🇪 \uFFFD";
    assertEquals(text, VisibleText.of(text));
  }
}
