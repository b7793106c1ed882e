package dev.quantloop.app.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class DisplayWidthTest {
  @Test
  void wrapsAtBlanksAndLeavesLongWordsWhole() {
    assertEquals(
        List.of("- one two", "  /a/long/path", "  end"),
        DisplayWidth.wrap("- ", "  ", "one two /a/long/path end", 9));
  }

  @Test
  void foldsLongWordsToo() {
    assertEquals(
        List.of("- one two", "  /a/long", "  /path", "  end"),
        DisplayWidth.fold("- ", "  ", "one two /a/long/path end", 9));
    assertEquals(List.of("漢", "字", "x"), DisplayWidth.fold("", "", "漢字x", 2));
    assertEquals(List.of("漢", "字"), DisplayWidth.fold("", "", "漢字", 1));
    assertEquals(List.of("one", "two …"), DisplayWidth.fold("one two three", 5, 2));
    assertEquals(List.of("one", "two"), DisplayWidth.fold("one two", 5, 2));
  }

  @Test
  void keepsTheBeginningAndTheEndOfANameThatIsTooLong() {
    assertEquals("llama-Q4_0", DisplayWidth.cutInside("llama-Q4_0", 10));
    assertEquals("llam…Q4_0", DisplayWidth.cutInside("llama-Q4_0", 9));
    assertEquals("ll…_0", DisplayWidth.cutInside("llama-Q4_0", 5));
    assertEquals("…", DisplayWidth.cutInside("llama-Q4_0", 1));
    assertEquals("", DisplayWidth.cutInside("llama-Q4_0", 0));
    assertEquals("漢…x", DisplayWidth.cutInside("漢字漢字x", 5));
  }
}
