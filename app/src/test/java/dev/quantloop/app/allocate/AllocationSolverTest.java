package dev.quantloop.app.allocate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.allocate.Allocation.Margin;
import dev.quantloop.app.allocate.Allocation.Step;
import dev.quantloop.app.allocate.AllocationItem.Option;
import dev.quantloop.app.allocate.AllocationSolver.CurvePoint;
import dev.quantloop.llama.gguf.GgmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AllocationSolverTest {
  private static final List<GgmlType> TYPES =
      List.of(
          GgmlType.IQ2_XS,
          GgmlType.Q2_K,
          GgmlType.IQ3_XXS,
          GgmlType.Q3_K,
          GgmlType.IQ4_XS,
          GgmlType.Q4_K,
          GgmlType.Q5_K,
          GgmlType.Q6_K);

  @Test
  void findsWhatTryingEverythingFinds() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      List<AllocationItem> items = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(6); i++) {
        items.add(any(random, "t" + i, 1 + random.nextInt(5)));
      }
      AllocationSolver solver = new AllocationSolver(items);
      long budget =
          solver.smallest()
              + (long) (random.nextDouble() * (solver.largest() - solver.smallest() + 1));
      Allocation found = solver.solve(budget);
      assertTrue(found.bytes() <= budget);
      requireConsistent(items, found);
      assertEquals(bruteForce(items, 0, budget), found.cost(), 1e-12);
      assertEquals(found.cost(), found.bound(), 1e-12);
    }
  }

  /** Larger ones may be worse, and sizes and costs equal. */
  private static AllocationItem any(Random random, String name, int types) {
    List<Option> options = new ArrayList<>();
    for (int i = 0; i < types; i++) {
      options.add(new Option(TYPES.get(i), 1 + random.nextInt(20), random.nextInt(30) / 10.0 - 1));
    }
    return new AllocationItem(name, options);
  }

  private static double bruteForce(List<AllocationItem> items, int at, long budget) {
    if (at == items.size()) {
      return budget >= 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    return items.get(at).options().stream()
        .mapToDouble(option -> option.cost() + bruteForce(items, at + 1, budget - option.bytes()))
        .min()
        .orElseThrow();
  }

  private static void requireConsistent(List<AllocationItem> items, Allocation found) {
    long bytes = 0;
    double cost = 0;
    for (AllocationItem item : items) {
      GgmlType type = found.types().get(item.name());
      Option option =
          item.options().stream().filter(o -> o.type() == type).findFirst().orElseThrow();
      bytes += option.bytes();
      cost += option.cost();
    }
    assertEquals(bytes, found.bytes());
    assertEquals(cost, found.cost(), 1e-12);
  }

  /** Trying every choice of types would never end. */
  @Test
  @Timeout(300)
  void aThousandTensorsAreSolvedCloseToTheBound() {
    AllocationSolver solver = new AllocationSolver(tensors(1000));
    List<CurvePoint> curve = solver.curve();
    for (int percent : List.of(0, 3, 20, 50, 77, 99)) {
      long budget = solver.smallest() + (solver.largest() - solver.smallest()) * percent / 100;
      Allocation found = solver.solve(budget);
      assertTrue(found.bytes() <= budget);
      assertTrue(found.bound() <= found.cost());
      assertTrue(found.cost() - found.bound() <= 1e-4 * found.cost(), "" + found.bound());
      double onCurve =
          curve.stream().filter(p -> p.bytes() <= budget).reduce((a, b) -> b).orElseThrow().cost();
      assertTrue(found.cost() <= onCurve + 1e-12);
      assertEquals(found, new AllocationSolver(tensors(1000)).solve(budget));
    }
  }

  /** As those of a model: a few shapes, costs that fall with the bits, not all evenly. */
  private static List<AllocationItem> tensors(int count) {
    Random random = new Random(11);
    List<AllocationItem> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long elements = List.of(4096L * 4096, 4096L * 1024, 4096L * 14336).get(i % 3);
      double sensitivity = Math.exp(2 * random.nextGaussian());
      List<Option> options = new ArrayList<>();
      for (GgmlType type : TYPES) {
        double bits = 8.0 * type.blockBytes() / type.blockSize();
        double cost = sensitivity * Math.pow(4, -bits) * (0.7 + 0.6 * random.nextDouble());
        options.add(new Option(type, elements / 256 * type.blockBytes(), cost));
      }
      items.add(new AllocationItem("blk." + i, options));
    }
    return items;
  }

  private static final AllocationItem STEEP =
      new AllocationItem(
          "steep",
          List.of(
              new Option(GgmlType.Q2_K, 10, 9),
              new Option(GgmlType.Q4_K, 20, 1),
              new Option(GgmlType.Q5_K, 22, 4),
              new Option(GgmlType.Q8_0, 40, 0)));
  private static final AllocationItem FLAT =
      new AllocationItem(
          "flat", List.of(new Option(GgmlType.Q2_K, 10, 1), new Option(GgmlType.Q4_K, 20, 0.6)));
  private static final AllocationItem FIXED =
      new AllocationItem("fixed", List.of(new Option(GgmlType.F16, 100, 0)));

  @Test
  void bytesGoWhereTheyBringMost() {
    AllocationSolver solver = new AllocationSolver(List.of(FLAT, FIXED, STEEP));
    Allocation found = solver.solve(130);
    assertEquals(
        Map.of("flat", GgmlType.Q2_K, "fixed", GgmlType.F16, "steep", GgmlType.Q4_K),
        found.types());
    assertEquals(List.of("flat", "fixed", "steep"), List.copyOf(found.types().keySet()));
    assertEquals(130, found.bytes());
    assertEquals(2, found.cost(), 1e-12);
    Step up = new Step(GgmlType.Q4_K, 10, 0.4);
    assertEquals(
        List.of(
            new Margin("flat", Optional.of(up), Optional.empty()),
            new Margin("fixed", Optional.empty(), Optional.empty()),
            new Margin(
                "steep",
                Optional.of(new Step(GgmlType.Q8_0, 20, 1)),
                Optional.of(new Step(GgmlType.Q2_K, -10, -8)))),
        found.margins());
    assertEquals(0.04, up.gainPerByte(), 1e-12);
    assertEquals(
        GgmlType.Q8_0, new AllocationSolver(List.of(FLAT, STEEP)).solve(52).types().get("steep"));
  }

  @Test
  void theCurveLeadsFromTheSmallestToTheBest() {
    List<CurvePoint> curve = new AllocationSolver(List.of(FLAT, FIXED, STEEP)).curve();
    assertEquals(List.of(120L, 130L, 150L, 160L), curve.stream().map(CurvePoint::bytes).toList());
    assertEquals(10, curve.get(0).cost(), 1e-12);
    assertEquals(0.6, curve.get(3).cost(), 1e-12);
  }

  @Test
  void refusesASizeThatNoTypesHave() {
    AllocationSolver solver = new AllocationSolver(List.of(FLAT, FIXED, STEEP));
    String range = ": they allow from 120 B to 160 B";
    assertEquals("no types make it 119 B" + range, refusal(solver, 119).getMessage());
    assertEquals("no types make it 161 B" + range, refusal(solver, 161).getMessage());
    assertEquals(120, refusal(solver, 0).smallest());
    assertEquals(160, refusal(solver, 0).largest());
    assertEquals(120, solver.solve(120).bytes());
    assertEquals(160, solver.solve(160).bytes());
    assertEquals(100, new AllocationSolver(List.of(FIXED)).solve(100).bytes());
  }

  private static SizeOutOfReachException refusal(AllocationSolver solver, long budget) {
    return assertThrows(SizeOutOfReachException.class, () -> solver.solve(budget));
  }

  @Test
  void whatIsLargerAndWorseIsNotTaken() {
    AllocationItem item =
        new AllocationItem(
            "t", List.of(new Option(GgmlType.Q5_K, 22, 4), new Option(GgmlType.Q4_K, 20, 1)));
    Allocation found = new AllocationSolver(List.of(item)).solve(22);
    assertEquals(GgmlType.Q4_K, found.types().get("t"));
    assertEquals(20, found.bytes());
  }

  @Test
  void refusesItemsOfTheSameName() {
    assertThrows(IllegalArgumentException.class, () -> new AllocationSolver(List.of(FIXED, FIXED)));
    assertThrows(IllegalArgumentException.class, () -> new Option(GgmlType.Q4_K, 1, Double.NaN));
  }
}
