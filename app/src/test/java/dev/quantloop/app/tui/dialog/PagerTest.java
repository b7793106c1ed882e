package dev.quantloop.app.tui.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Key;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PagerTest {
  private static final int ROWS = 50;

  private Dialog pager = Pager.of("A text", text(), "copied");

  /** "line 0" to "line 49". */
  private static StyledText text() {
    String lines =
        IntStream.range(0, ROWS).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
    return new StyledText.Builder().add(lines, Style.PLAIN).build();
  }

  private List<Effect> press(String... names) {
    List<Effect> effects = List.of();
    for (String name : names) {
      Dialog.Answer answer = pager.press(Key.named(name));
      pager = answer.next();
      effects = answer.effects();
    }
    return effects;
  }

  private Grid drawn(int width, int height) {
    Grid grid = new Grid(width, height);
    pager.draw(grid.canvas(), new ViewContext(true, Instant.EPOCH));
    return grid;
  }

  private String firstLine() {
    return drawn(76, 10).toString().lines().findFirst().orElseThrow();
  }

  private String status() {
    return drawn(76, 10).toString().lines().skip(9).findFirst().orElseThrow();
  }

  @Test
  void movesByLinesPagesAndToTheEnds() {
    press("j", "j");
    assertEquals("line 2", firstLine());
    press("k");
    assertEquals("line 1", firstLine());
    press("ctrl-d");
    assertEquals("line 11", firstLine());
    press("page-up");
    assertEquals("line 1", firstLine());
    press("space", "b");
    assertEquals("line 1", firstLine());
    press("G");
    assertEquals("line 40", firstLine());
    press("g");
    assertEquals("line 0", firstLine());
  }

  @Test
  void goesByPagesOfTheWindow() {
    pager = pager.in(new Dialog.Size(76, 10));
    press("space");
    assertEquals("line 9", firstLine());
    press("G");
    assertEquals("line 41", firstLine());
  }

  @Test
  void staysWithinTheText() {
    press("k", "page-up");
    assertEquals("line 0", firstLine());
    for (int i = 0; i < ROWS; i++) {
      press("page-down");
    }
    assertEquals("line 49", firstLine());
  }

  @Test
  void goesFromMatchToMatchAndRound() {
    press("/", "4", "7");
    assertTrue(status().startsWith("/47"), status());
    press("enter");
    assertTrue(status().startsWith("1 of 1 with \"47\"  n N next"), status());
    assertEquals("line 44", firstLine());
    press("g", "/", "e", "space", "1", "enter");
    assertTrue(status().startsWith("1 of 11 with"), status());
    press("n");
    assertTrue(status().startsWith("2 of 11 with"), status());
    assertEquals("line 7", firstLine());
    press("N", "N");
    assertTrue(status().startsWith("11 of 11 with"), status());
  }

  @Test
  void findsWhileTypingAndGoesBackWithoutAMatch() {
    press("j", "/", "4", "7");
    assertEquals("line 44", firstLine());
    press("x");
    assertEquals("line 1", firstLine());
    assertTrue(status().endsWith("not found"), status());
  }

  @Test
  void beginsASearchWhereItIs() {
    press("ctrl-d", "ctrl-d", "ctrl-d", "/", "e", "space", "1", "enter");
    assertTrue(status().startsWith("1 of 11 with"), status());
    press("g", "j", "j", "/", "e", "space", "1", "enter");
    assertTrue(status().startsWith("2 of 11 with"), status());
  }

  @Test
  void setsMatchesApart() {
    press("/", "l", "i", "n", "e", "enter");
    Grid grid = drawn(76, 10);
    assertEquals(Style.BOLD.withReversed(), grid.style(0, 0));
    assertEquals(Style.REVERSED, grid.style(0, 1));
    assertEquals(Style.PLAIN, grid.style(5, 1));
  }

  @Test
  void saysThatThereIsNoMatch() {
    press("/", "x", "y", "enter", "n");
    assertTrue(status().startsWith("nowhere \"xy\""), status());
  }

  @Test
  void aNarrowerWindowShowsTheSamePlace() {
    String line = "word ".repeat(40).strip();
    pager = Pager.of("", new StyledText.Builder().add("first\n" + line, Style.PLAIN).build(), "");
    press("j");
    assertEquals(
        "word word word word word word word",
        drawn(36, 8).toString().lines().findFirst().orElseThrow());
    press("k");
    assertEquals("first", drawn(36, 8).toString().lines().findFirst().orElseThrow());
  }

  @Test
  void anEmptyLineAtTheTopIsShown() {
    pager = Pager.of("", new StyledText.Builder().add("a\n\nb", Style.PLAIN).build(), "");
    press("j");
    assertEquals(List.of("", "b"), drawn(76, 5).toString().lines().limit(2).toList());
  }

  @Test
  void yCopiesAndQCloses() {
    Effect.Copy copy = assertInstanceOf(Effect.Copy.class, press("y").get(0));
    assertEquals("copied", copy.text());
    press("q");
    assertNull(pager);
  }
}
