package dev.quantloop.app.tui.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CanvasTest {
  @Test
  void drawsNothingOutsideItself() {
    Grid grid = new Grid(6, 2);
    grid.canvas().part(2, 0, 2, 1).text(-1, 0, "abcdef");
    grid.canvas().part(2, 0, 2, 1).text(0, 1, "x");
    assertEquals("  bc\n\n", grid.toString());
  }

  @Test
  void givesWideCharactersTwoCells() {
    Grid grid = new Grid(5, 1);
    assertEquals(5, grid.canvas().text(0, 0, "漢字x", Style.PLAIN));
    assertEquals("漢字x\n", grid.toString());
  }

  @Test
  void leavesNoHalfOfAWideCharacterThatIsWrittenOver() {
    Grid grid = new Grid(4, 1);
    grid.canvas().text(0, 0, "漢字");
    grid.canvas().text(1, 0, "x");
    assertEquals(" x字\n", grid.toString());
  }

  @Test
  void leavesWideCharactersWhereARowGetsAnotherStyle() {
    Grid grid = new Grid(5, 1);
    grid.canvas().text(0, 0, "漢✅x");
    grid.canvas().restyle(0, Style.REVERSED);
    assertEquals("漢✅x\n", grid.toString());
    assertEquals(Style.REVERSED, grid.style(1, 0));
  }

  @Test
  void composesAccentsAndShowsControlCharactersAsBlanks() {
    Grid grid = new Grid(5, 1);
    grid.canvas().text(0, 0, "e\u0301\u0007b");
    assertEquals("é b\n", grid.toString());
  }

  @Test
  void spellsOwnSignsInAsciiAndLeavesWhatOthersWrote() {
    Grid grid = new Grid(20, 1);
    grid.canvas().text(0, 0, "─…× é日 ~|x ⠙—€😀");
    grid.canvas().spellInAscii();
    assertEquals("-~x é日 ~|x .-€😀\n", grid.toString());
  }
}
