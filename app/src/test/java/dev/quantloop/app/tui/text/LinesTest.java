package dev.quantloop.app.tui.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinesTest {
  private static List<TextLine> numbered(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> TextLine.of("line " + i)).toList();
  }

  private static void assertNumbered(int from, Lines lines) {
    for (int i = 0; i < lines.size(); i++) {
      assertEquals("line " + (from + i), lines.get(i).text());
    }
  }

  @Test
  void growByAnyNumber() {
    Lines lines = Lines.NONE;
    int size = 0;
    for (int more : new int[] {1, Lines.BLOCK - 1, 1, 0, 3 * Lines.BLOCK, 7, Lines.BLOCK}) {
      lines = lines.with(numbered(size, size + more));
      size += more;
      assertEquals(size, lines.size());
    }
    assertNumbered(0, lines);
  }

  @Test
  void oneThatHasGrownLeavesTheOlderAsItWas() {
    Lines older = Lines.of(numbered(0, 10));
    Lines one = older.with(numbered(10, 12));
    Lines other = older.with(List.of(TextLine.of("another")));
    assertEquals(10, older.size());
    assertEquals("line 10", one.get(10).text());
    assertEquals("another", other.get(10).text());
  }

  @Test
  void othersComeBefore() {
    assertNumbered(0, Lines.of(numbered(700, 2000)).after(numbered(0, 700)));
  }
}
