package dev.quantloop.app.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void alignsFiguresRightAndWordsLeftByDisplayWidth() {
    TextTable table =
        new TextTable("source", ">tokens", "domain").row("日本語", 12, "ja").row("code", 34567, null);
    assertEquals(
        List.of("source  tokens  domain", "日本語      12  ja", "code     34567"), table.lines());
  }

  @Test
  void cutsByDisplayWidth() {
    assertEquals("日本…", DisplayWidth.cut("日本語です", 5));
    assertEquals("abc", DisplayWidth.cut("abc", 3));
    assertEquals("e\u0301x", DisplayWidth.cut("e\u0301x", 2));
  }
}
