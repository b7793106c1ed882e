package dev.quantloop.app.tui.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.plot.Axis.Scaling;
import dev.quantloop.app.tui.plot.Curves.Curve;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurvesTest {
  private static final ViewContext ASCII = new ViewContext(false, Instant.EPOCH);
  private static final ViewContext UNICODE = new ViewContext(true, Instant.EPOCH);
  private static final Axis X = new Axis(Scaling.LINEAR, 0, 10, List.of(new Axis.Tick(5, "five")));
  private static final Axis Y = Axis.linear(0, 4, v -> Numbers.fixed(v, 0));

  private static Curve curve(char mark, double from, double slope) {
    return new Curve("curve " + mark, mark, Color.CYAN, x -> from + slope * x);
  }

  private static String drawn(ViewContext context, int width, int height, Curve... curves) {
    Grid grid = new Grid(width, height);
    new Curves(List.of(curves), X, Y).draw(grid.canvas(), context);
    return grid.toString();
  }

  @Test
  void drawsOneCurveFromCornerToCorner() {
    assertEquals(
        """

               4               ooo
                           oooo
                       oooo
                   oooo
               0 oo
                       five
        """,
        drawn(ASCII, 26, 7, curve('o', 0, 0.4)));
  }

  @Test
  void lettersOfCurvesThatMeetTakeTurns() {
    String drawn = drawn(ASCII, 36, 7, curve('a', 2, 0), curve('b', 2, 0));
    assertTrue(drawn.contains("baba"), drawn);
    assertTrue(drawn.contains("a curve a   b curve b"), drawn);
  }

  @Test
  void everyCurveHasItsLetterInBrailleToo() {
    String plot =
        drawn(UNICODE, 40, 8, curve('a', 1, 0), curve('b', 3, 0))
            .lines()
            .skip(1)
            .toList()
            .toString();
    assertTrue(plot.contains("a"), plot);
    assertTrue(plot.contains("b"), plot);
    assertTrue(plot.contains("⠤⠤") || plot.contains("⣀⣀") || plot.contains("⠒⠒"), plot);
  }

  @Test
  void aLegendThatDoesNotFitIsLettersOnly() {
    String legend =
        drawn(UNICODE, 30, 7, curve('a', 1, 0), curve('b', 2, 0), curve('c', 3, 0))
            .lines()
            .findFirst()
            .orElseThrow();
    assertEquals("a   b   c", legend.strip());
  }

  @Test
  void tooLittleRoomIsLeftEmpty() {
    assertEquals("\n".repeat(4), drawn(UNICODE, 40, 4, curve('a', 1, 0)));
    assertEquals("\n".repeat(8), drawn(UNICODE, 23, 8, curve('a', 1, 0)));
  }
}
