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
}
