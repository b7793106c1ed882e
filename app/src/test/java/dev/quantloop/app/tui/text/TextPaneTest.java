package dev.quantloop.app.tui.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.Golden;
import dev.quantloop.app.tui.key.Key;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextPaneTest {
  private static final List<TextLine> TEXT =
      lines("load model", "load tensors", "Error: no tensor", "load done", "error again", "end");

  private static List<TextLine> lines(String... texts) {
    return Arrays.stream(texts).map(TextLine::of).toList();
  }

  private static TextPane typed(TextPane pane, String... names) {
    TextPane now = pane;
    for (String name : names) {
      now = now.typed(Key.named(name)).orElseThrow();
    }
    return now;
  }

  private static TextPane searched(TextPane pane, String text) {
    return typed(typed(pane.searching(), text.split("")), "enter");
  }

  @Test
  void followsUntilOneGoesUp() {
    TextPane pane = TextPane.following(Lines.of(TEXT));
    assertEquals(5, pane.cursor());
    assertEquals(7, pane.appended(lines("more", "still more")).cursor());
    TextPane left = pane.move(-1).appended(lines("more"));
    assertEquals(4, left.cursor());
    assertFalse(left.following());
    assertEquals(6, left.followed(true).cursor());
  }

  @Test
  void goesDownToTheEndWithoutLosingIt() {
    TextPane pane = TextPane.following(Lines.of(TEXT)).move(1);
    assertTrue(pane.following());
    assertFalse(TextPane.of(TEXT).move(100).following());
  }

  @Test
  void findsWhileTypingAndWithSmallLettersGreatOnesToo() {
    TextPane pane = typed(TextPane.of(TEXT).searching(), "e", "r");
    assertEquals(2, pane.cursor());
    assertEquals(0, typed(pane, "escape").cursor());
    assertEquals(4, searched(TextPane.of(TEXT), "error a").cursor());
    assertEquals(2, searched(TextPane.of(TEXT).at(3), "Error").cursor());
  }

  @Test
  void goesRoundThroughTheMatches() {
    TextPane pane = searched(TextPane.of(TEXT), "load");
    assertEquals(0, pane.cursor());
    assertEquals(1, pane.next(1).cursor());
    assertEquals(3, pane.next(1).next(1).cursor());
    assertEquals(0, pane.next(1).next(1).next(1).cursor());
    assertEquals(3, pane.next(-1).cursor());
  }

  @Test
  void staysWhereNothingIsFoundAndGoesOnWhenItComes() {
    TextPane pane = typed(TextPane.of(TEXT).at(1).searching(), "x", "y");
    assertTrue(pane.missing());
    assertEquals(1, pane.cursor());
    TextPane grown = typed(pane, "enter").appended(lines("now xy"));
    assertEquals(6, grown.next(1).cursor());
    assertFalse(grown.next(1).missing());
    assertFalse(typed(pane, "backspace", "backspace", "d").missing());
  }

  private static TextPane longText() {
    List<TextLine> many =
        IntStream.range(0, 3 * TextPane.AT_ONCE).mapToObj(i -> TextLine.of("line " + i)).toList();
    return TextPane.of(many);
  }

  private static TextPane.Found answer(TextPane pane) {
    TextSearch search = pane.pending().orElseThrow();
    return new TextPane.Found(search, search.line(Integer.MAX_VALUE));
  }

  @Test
  void looksThroughALongTextInTheBackground() {
    TextPane near = typed(longText().searching(), "4", "0", "9", "5");
    assertTrue(near.pending().isEmpty());
    assertEquals(4095, near.cursor());
    TextPane far = typed(near, "backspace").appended(lines("4"));
    far = typed(far, "6");
    assertEquals(0, far.cursor());
    assertFalse(far.missing());
    TextPane found = far.hear(answer(far));
    assertEquals(4096, found.cursor());
    assertTrue(found.pending().isEmpty());
    TextPane nowhere = typed(far, "x");
    assertSame(nowhere, nowhere.hear(answer(far)));
    assertTrue(nowhere.hear(answer(nowhere)).missing());
  }

  @Test
  void anAnswerFindsItsLineAlsoWhereOthersCameBeforeIt() {
    TextPane pane = typed(longText().searching(), "9", "0", "0", "0");
    TextPane moved = pane.preceded(lines("a", "b")).hear(answer(pane));
    assertTrue(moved.pending().isPresent());
    TextPane found = moved.hear(answer(moved));
    assertEquals("line 9000", found.selected().orElseThrow().text());
  }

  @Test
  void earlierLinesLeaveTheCursorOnItsLine() {
    TextPane pane = TextPane.of(TEXT).at(2).preceded(lines("a", "b"));
    assertEquals("Error: no tensor", pane.selected().orElseThrow().text());
  }

  @Test
  void droppedLinesLeaveTheCursorOnItsLine() {
    List<TextLine> many =
        IntStream.range(0, 4 * Lines.BLOCK).mapToObj(i -> TextLine.of("line " + i)).toList();
    TextPane pane = TextPane.of(many).at(3 * Lines.BLOCK).last(2 * Lines.BLOCK);
    assertEquals("line " + 3 * Lines.BLOCK, pane.selected().orElseThrow().text());
  }

  @Test
  void showsMatchesLongLinesAndWhereItIs() {
    List<TextLine> text =
        IntStream.range(0, 100)
            .mapToObj(i -> TextLine.of("%3d ".formatted(i) + "a long line of a log ".repeat(12)))
            .toList();
    TextScreen screen = new TextScreen("A text", searched(TextPane.of(text).at(50), "54 a"));
    Golden.check("text", screen);
    Golden.check("text-right", new TextScreen("A text", screen.pane().toTheRight()));
    Golden.check("text-empty", TextScreen.of("A text", List.of()));
    Golden.check("text-searching", new TextScreen("A text", typed(screen.pane().searching(), "?")));
  }
}
