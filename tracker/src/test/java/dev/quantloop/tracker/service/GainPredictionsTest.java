package dev.quantloop.tracker.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.tracker.view.DiminishingReturnsRow;
import dev.quantloop.tracker.view.GainPrediction;
import dev.quantloop.tracker.view.GainPrediction.Step;
import dev.quantloop.tracker.view.ImatrixStep;
import dev.quantloop.tracker.view.WeightedChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class GainPredictionsTest {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  /** Of 1000 tokens, then ever twice as many; iteration 1 is the first. */
  private static List<ImatrixStep> growth(double... changes) {
    List<ImatrixStep> growth = new ArrayList<>(List.of(new ImatrixStep(1, 1000, NONE)));
    for (double change : changes) {
      int number = growth.size() + 1;
      growth.add(
          new ImatrixStep(
              number,
              500L << number,
              change == 0 ? OptionalDouble.empty() : OptionalDouble.of(change)));
    }
    return growth;
  }

  private static List<DiminishingReturnsRow> measured(double... composites) {
    List<DiminishingReturnsRow> rows = new ArrayList<>();
    for (double composite : composites) {
      int number = rows.size() + 1;
      rows.add(
          new DiminishingReturnsRow(
              "Q2_K",
              number,
              500L << number,
              composite,
              NONE,
              Optional.empty(),
              NONE,
              NONE,
              NONE,
              0,
              false));
    }
    return rows;
  }

  private static GainPrediction one(List<ImatrixStep> growth, List<DiminishingReturnsRow> rows) {
    List<GainPrediction> all = new GainPredictions(growth, List.of(), 2).of(rows);
    assertEquals(1, all.size(), all.toString());
    return all.get(0);
  }

  @Test
  void aStepThatIsNotQuantizedYetAndTheNextArePredicted() {
    double first = 1 - Math.exp(-0.16);
    GainPrediction prediction =
        one(growth(0.4, 0.2, 0.1), measured(1, Math.exp(-0.16), Math.exp(-0.21)));

    assertEquals(4, prediction.steps().size());
    Step known = prediction.steps().get(0);
    assertTrue(known.predicted().isEmpty());
    assertEquals(-first, known.measured().orElseThrow(), 1e-9);
    Step tested = prediction.steps().get(1);
    assertEquals(OptionalInt.of(3), tested.iteration());
    assertEquals(Math.exp(-0.04) - 1, tested.predicted().orElseThrow(), 1e-9);
    assertEquals(Math.exp(-0.05) - 1, tested.measured().orElseThrow(), 1e-9);
    assertEquals(Math.exp(-0.20), tested.composite().orElseThrow(), 1e-9);
    Step waiting = prediction.steps().get(2);
    assertEquals(OptionalDouble.of(0.1), waiting.imatrixChange());
    assertTrue(waiting.predicted().isPresent() && waiting.measured().isEmpty());
    Step next = prediction.steps().get(3);
    assertEquals(OptionalInt.empty(), next.iteration());
    assertEquals(16_000, next.corpusTokens());
    assertTrue(next.composite().orElseThrow() < waiting.composite().orElseThrow());
    assertEquals(1, prediction.tested());
    assertEquals(Math.exp(-0.04) - Math.exp(-0.05), prediction.meanError().orElseThrow(), 1e-9);
  }

  @Test
  void afterALossNoneIsPredicted() {
    GainPrediction prediction = one(growth(0.4, 0.2), measured(1, 1.1));
    assertEquals(OptionalDouble.of(0.0), prediction.steps().get(1).predicted());
  }

  @Test
  void beforeAnythingIsHeldAgainstItNoErrorIsKnown() {
    GainPrediction prediction = one(growth(0.4, 0.2), measured(1, 0.9));
    assertEquals(0, prediction.tested());
    assertTrue(prediction.meanError().isEmpty());
  }

  @Test
  void nothingIsSaidWithoutChangesOrFigures() {
    assertEquals(List.of(), new GainPredictions(List.of(), List.of(), 2).of(measured(1)));
    assertEquals(List.of(), new GainPredictions(growth(0, 0), List.of(), 2).of(measured(1, 0.9)));
    assertEquals(List.of(), new GainPredictions(growth(0.4), List.of(), 2).of(measured(1, 0.9)));
    assertEquals(List.of(), new GainPredictions(growth(0.4, 0.2), List.of(), 2).of(measured()));
  }

  @Test
  void aShorterStepAtTheEndAndOneThatIsNotKnownAreLeftOut() {
    List<ImatrixStep> growth = new ArrayList<>(growth(0, 0.4, 0.2));
    growth.add(new ImatrixStep(5, 10_000, OptionalDouble.of(0.05)));
    GainPrediction prediction = one(growth, measured(1, 0.9, 0.8, 0.78, 0.77));

    assertEquals(
        List.of(OptionalInt.of(3), OptionalInt.of(4), OptionalInt.empty()),
        prediction.steps().stream().map(Step::iteration).toList());
    assertEquals(0.8 / 0.9 - 1, prediction.steps().get(0).measured().orElseThrow(), 1e-9);
  }

  @Test
  void aTypeOfWhichAllWeightedChangesAreKnownGoesByThem() {
    List<ImatrixStep> growth = growth(0.4, 0.2);
    WeightedChange first = new WeightedChange(2, "Q2_K", 0.3);
    WeightedChange second = new WeightedChange(3, "Q2_K", 0.1);
    WeightedChange other = new WeightedChange(3, "Q4_K_M", 0.7);
    List<DiminishingReturnsRow> rows = measured(1, Math.exp(-0.09));

    GainPrediction weighted =
        new GainPredictions(growth, List.of(first, second, other), 2).of(rows).get(0);
    assertTrue(weighted.weighted());
    assertEquals(OptionalDouble.of(0.1), weighted.steps().get(1).imatrixChange());
    assertEquals(Math.exp(-0.01) - 1, weighted.steps().get(1).predicted().orElseThrow(), 1e-9);

    GainPrediction alike = new GainPredictions(growth, List.of(second, other), 2).of(rows).get(0);
    assertFalse(alike.weighted());
    assertEquals(OptionalDouble.of(0.2), alike.steps().get(1).imatrixChange());
  }
}
