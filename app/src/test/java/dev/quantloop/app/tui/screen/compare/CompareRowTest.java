package dev.quantloop.app.tui.screen.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.tracker.stats.Figure.Better;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CompareRowTest {
  private static Set<Integer> best(Better better, Double... values) {
    List<String> cells =
        Arrays.stream(values).map(v -> v == null ? "" : "%.1f".formatted(v)).toList();
    return CompareRow.of("", Arrays.asList(values), cells, better).best();
  }

  @Test
  void theBestIsTheLowestOrTheHighest() {
    assertEquals(Set.of(1), best(Better.LOWER, 2.0, 1.0, 3.0));
    assertEquals(Set.of(2), best(Better.HIGHER, 2.0, 1.0, 3.0));
    assertEquals(Set.of(), best(Better.NEITHER, 2.0, 1.0, 3.0));
  }

  @Test
  void whatLooksTheSameIsAsGood() {
    assertEquals(Set.of(0, 1), best(Better.LOWER, 1.01, 1.02, 3.0));
    assertEquals(Set.of(), best(Better.LOWER, 1.01, 1.02, 0.99));
  }

  @Test
  void oneThatHasNoRivalIsNotTheBest() {
    assertEquals(Set.of(), best(Better.HIGHER, null, 1.0));
    assertEquals(Set.of(), best(Better.HIGHER, null, 1.0, 1.0));
    assertEquals(Set.of(2), best(Better.HIGHER, null, 1.0, 2.0));
    assertEquals(Set.of(), best(Better.HIGHER, null, null));
  }

  @Test
  void differencesLeaveOutEqualRowsAndEmptyHeadings() {
    CompareRow same = CompareRow.of("same", List.of("1", "1"));
    CompareRow other = CompareRow.of("other", List.of("1", "2"));
    CompareRow first = CompareRow.heading("first");
    CompareRow second = CompareRow.heading("second");
    CompareRow third = CompareRow.heading("third");
    assertEquals(
        List.of(other, second, other),
        CompareRow.differences(List.of(other, first, same, second, same, other, third, same)));
  }
}
