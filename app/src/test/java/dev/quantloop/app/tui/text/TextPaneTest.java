package dev.quantloop.app.tui.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Golden;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
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
    TextPane pane = TextPane.following(TEXT);
    assertEquals(5, pane.cursor());
    assertEquals(7, pane.appended(lines("more", "still more")).cursor());
    TextPane left = pane.move(-1).appended(lines("more"));
    assertEquals(4, left.cursor());
    assertFalse(left.following());
    assertEquals(6, left.followed(true).cursor());
  }

  @Test
  void goesDownToTheEndWithoutLosingIt() {
    TextPane pane = TextPane.following(TEXT).move(1);
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

  @Test
  void looksThroughALongText() {
    List<TextLine> many =
        IntStream.range(0, 12_000).mapToObj(i -> TextLine.of("line " + i)).toList();
    TextPane pane = searched(TextPane.of(many), "9000");
    assertEquals(9000, pane.cursor());
    TextPane moved = pane.preceded(lines("a", "b")).at(0).next(1);
    assertEquals("line 9000", moved.selected().orElseThrow().text());
    assertTrue(searched(pane, "9000x").missing());
  }

  @Test
  void earlierLinesLeaveTheCursorOnItsLine() {
    TextPane pane = TextPane.of(TEXT).at(2).preceded(lines("a", "b"));
    assertEquals("Error: no tensor", pane.selected().orElseThrow().text());
  }

  @Test
  void showsMatchesLongLinesAndWhereItIs() {
    List<TextLine> text =
        IntStream.range(0, 100)
            .mapToObj(i -> TextLine.of("%3d ".formatted(i) + "a long line of a log ".repeat(12)))
            .toList();
    Shown screen = new Shown(searched(TextPane.of(text).at(50), "54 a"));
    Golden.check("text", screen);
    Golden.check("text-right", new Shown(screen.pane().toTheRight()));
    Golden.check("text-empty", new Shown(TextPane.EMPTY));
    Golden.check("text-searching", new Shown(typed(screen.pane().searching(), "?")));
  }

  /** A text, and nothing else. */
  private record Shown(TextPane pane) implements Screen {
    @Override
    public String title() {
      return "A text";
    }

    @Override
    public List<Effect> start() {
      return List.of();
    }

    @Override
    public List<Action> actions() {
      return List.of();
    }

    @Override
    public boolean typing() {
      return pane.search().open();
    }

    @Override
    public Transition hear(Message message) {
      return Transition.to(this);
    }

    @Override
    public void draw(Canvas canvas, ViewContext context) {
      TextPaneView.draw(canvas.rows(0, canvas.height() - 1), pane, true);
      TextPaneView.drawStatus(canvas.rows(canvas.height() - 1, 1), pane);
    }
  }
}
