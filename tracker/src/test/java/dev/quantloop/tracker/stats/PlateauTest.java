package dev.quantloop.tracker.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlateauTest {
  private final Plateau plateau = new Plateau(2, 0.01);

  @Test
  void needsKSmallStepsInARow() {
    assertFalse(plateau.reached(points(1, 1, 0.8, 0.799)));
    assertTrue(plateau.reached(points(1, 1, 0.8, 0.799, 0.798)));
  }

  @Test
  void aStepThatHelpsStartsTheCountAnew() {
    assertArrayEquals(
        new int[] {0, 1, 0, 1, 2}, plateau.smallSteps(points(1, 1, 0.999, 0.9, 0.8999, 0.8998)));
  }

  @Test
  void gettingWorseIsNoImprovement() {
    assertTrue(plateau.reached(points(1, 1, 1.2, 1.4)));
  }

  @Test
  void theStepFromNoImatrixDoesNotCount() {
    assertArrayEquals(new int[] {0, 0, 1}, plateau.smallSteps(points(0, 1, 1, 1)));
  }

  @Test
  void nothingIsNoPlateau() {
    assertFalse(plateau.reached(List.of()));
  }

  @Test
  void agreesWithLookingBackFromEveryPoint() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      double[] composites = random.doubles(8, 0.97, 1.0).toArray();
      List<Plateau.Point> points = points(round % 2, composites);
      int[] steps = plateau.smallSteps(points);
      for (int i = 0; i < composites.length; i++) {
        assertEquals(lookingBack(points, i), steps[i]);
      }
    }
  }

  private static int lookingBack(List<Plateau.Point> points, int i) {
    int steps = 0;
    while (i - steps > 0
        && points.get(i - steps - 1).corpusTokens() > 0
        && points.get(i - steps).composite() > 0.99 * points.get(i - steps - 1).composite()) {
      steps++;
    }
    return steps;
  }

  private static List<Plateau.Point> points(int firstNumber, double... composites) {
    List<Plateau.Point> points = new ArrayList<>();
    for (int i = 0; i < composites.length; i++) {
      int number = firstNumber + i;
      points.add(new Plateau.Point(number, number * 512L, composites[i]));
    }
    return points;
  }
}
