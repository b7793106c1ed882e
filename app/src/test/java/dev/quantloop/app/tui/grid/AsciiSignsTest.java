package dev.quantloop.app.tui.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AsciiSignsTest {
  @Test
  void spellsOwnSignsAndLeavesWhatOthersWrote() {
    Grid grid = new Grid(20, 1);
    grid.canvas().text(0, 0, "─…× é日 ~|x ⠙—€😀");
    grid.canvas().spellInAscii();
    assertEquals("-~x é日 ~|x .-€😀\n", grid.toString());
  }
}
