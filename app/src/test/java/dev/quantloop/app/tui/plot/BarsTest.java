package dev.quantloop.app.tui.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.plot.Axis.Scaling;
import java.time.Instant;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class BarsTest {
  /** 20 columns, so that a column is one wide. */
  private static final Axis X = new Axis(Scaling.LINEAR, 0, 20, List.of(new Axis.Tick(0, "none")));

  private static String drawn(boolean unicode, DoubleUnaryOperator shareUpTo, Axis.Tick... marks) {
    Grid grid = new Grid(29, 6);
    new Bars(shareUpTo, X, Color.CYAN, List.of(marks))
        .draw(grid.canvas(), new ViewContext(unicode, Instant.EPOCH));
    return grid.toString();
  }

  @Test
  void aColumnHoldsTheShareBetweenItsEdges() {
    double[] upTo = {0.5, 0.5, 0.75, 1};
    assertEquals(
        """
                    here
          50.0 % #
                 #
                 # ##
             0 % # ##
                 none
        """,
        drawn(false, x -> upTo[(int) Math.min(3, x - 1)], new Axis.Tick(5, "here")));
  }

  @Test
  void eighthsOfARowShowSmallerDifferences() {
    double[] upTo = {0.64, 0.66, 1};
    String drawn = drawn(true, x -> upTo[(int) Math.min(2, x - 1)]);
    assertTrue(drawn.contains("█▁▁") || drawn.contains("█▁█"), drawn);
    assertFalse(drawn.contains("#"), drawn);
  }

  @Test
  void whatLiesBeyondTheEndsIsInTheOuterColumns() {
    String drawn = drawn(false, x -> x < 20 ? 0.5 : 0.9);
    assertEquals(
        List.of(" 50.0 % #                  #", "        #                  #"),
        drawn.lines().skip(1).limit(2).map(line -> line.substring(1)).toList());
  }

  @Test
  void anEmptyColumnHasNoBar() {
    String drawn = drawn(true, x -> x < 10 ? 0 : 1);
    assertEquals(4, drawn.chars().filter(c -> c == '█').count());
  }
}
