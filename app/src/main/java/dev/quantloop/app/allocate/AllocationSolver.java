package dev.quantloop.app.allocate;

import dev.quantloop.app.allocate.Allocation.Margin;
import dev.quantloop.app.allocate.Allocation.Step;
import dev.quantloop.app.allocate.AllocationItem.Option;
import dev.quantloop.llama.gguf.GgmlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses for each item the type with which all together cost least and fit a size: the
 * multiple-choice knapsack problem.
 *
 * <p>A Lagrangian on the lower convex hulls of the items gives a price of a byte, a first choice
 * and a bound. An option then costs at least its cost and bytes at that price, less those of the
 * first choice; what can't beat the best choice known is left out, and dynamic programming tries
 * the rest. That is exact, unless too many partial choices are left, and then the bound says how
 * far off it can be. Always the same result for the same items. Immutable.
 */
public final class AllocationSolver {
  /** Partial choices that are followed at once. */
  private static final int MOST_STATES = 20_000;

  /** Of the cost: differences below this are of rounding. */
  private static final double ROUNDING = 1e-12;

  private final List<AllocationItem> items;
  private final List<List<Option>> useful;
  private final List<List<Option>> hulls;

  /** The steps from hull point to hull point, what brings most for a byte first. */
  private final List<Segment> segments;

  private final long smallest;
  private final long largest;

  /** A point of the curve of size against cost. */
  public record CurvePoint(long bytes, double cost) {}

  private record Segment(int item, Option from, Option to) {
    double gainPerByte() {
      return from.gainPerByte(to);
    }
  }

  /**
   * A partial choice: where it departs from the first choice.
   *
   * @param bytes of all items
   * @param cost of all items
   * @param loss at the price of a byte, against the first choice
   */
  private record State(
      long bytes, double cost, double loss, State before, int item, Option option) {}

  /**
   * @throws IllegalArgumentException if two items have the same name
   */
  public AllocationSolver(List<AllocationItem> items) {
    this.items = List.copyOf(items);
    Set<String> names = new HashSet<>();
    for (AllocationItem item : items) {
      if (!names.add(item.name())) {
        throw new IllegalArgumentException("two items are " + item.name());
      }
    }
    useful = items.stream().map(AllocationItem::useful).toList();
    hulls = items.stream().map(AllocationItem::hull).toList();
    segments = segments();
    smallest = items.stream().mapToLong(AllocationItem::smallest).sum();
    largest = items.stream().mapToLong(AllocationItem::largest).sum();
  }

  private List<Segment> segments() {
    List<Segment> all = new ArrayList<>();
    for (int item = 0; item < hulls.size(); item++) {
      List<Option> hull = hulls.get(item);
      for (int i = 1; i < hull.size(); i++) {
        all.add(new Segment(item, hull.get(i - 1), hull.get(i)));
      }
    }
    // stable, so that segments of an item stay in their order
    all.sort(Comparator.comparingDouble(Segment::gainPerByte).reversed());
    return List.copyOf(all);
  }

  /** Bytes of the smallest choice. */
  public long smallest() {
    return smallest;
  }

  /** Bytes of the largest choice. */
  public long largest() {
    return largest;
  }

  /**
   * The least cost by size, at the sizes at which the Lagrangian alone finds it: from the smallest
   * choice to the one of least cost. The cost of other sizes lies on or above the lines between.
   */
  public List<CurvePoint> curve() {
    List<CurvePoint> curve = new ArrayList<>();
    long bytes = smallest;
    double cost = cost(smallestOptions());
    curve.add(new CurvePoint(bytes, cost));
    for (Segment segment : segments) {
      bytes += segment.to().bytes() - segment.from().bytes();
      cost += segment.to().cost() - segment.from().cost();
      curve.add(new CurvePoint(bytes, cost));
    }
    return curve;
  }

  private Option[] smallestOptions() {
    return hulls.stream().map(hull -> hull.get(0)).toArray(Option[]::new);
  }

  /**
   * The choice of least cost that fits; of equal ones that with fewer bytes.
   *
   * @param budget bytes of all items together, at most
   * @throws SizeOutOfReachException if the budget is below the smallest or above the largest choice
   */
  public Allocation solve(long budget) {
    if (budget < smallest || budget > largest) {
      throw new SizeOutOfReachException(budget, smallest, largest);
    }
    Option[] first = smallestOptions();
    long left = budget - smallest;
    for (Segment segment : segments) {
      long more = segment.to().bytes() - segment.from().bytes();
      if (more > left) {
        return new Search(first, segment.gainPerByte(), budget).run();
      }
      first[segment.item()] = segment.to();
      left -= more;
    }
    return allocation(first, cost(first));
  }

  private static long bytes(Option[] chosen) {
    return Arrays.stream(chosen).mapToLong(Option::bytes).sum();
  }

  private static double cost(Option[] chosen) {
    return Arrays.stream(chosen).mapToDouble(Option::cost).sum();
  }

  private Allocation allocation(Option[] chosen, double bound) {
    Map<String, GgmlType> types = new LinkedHashMap<>();
    List<Margin> margins = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      types.put(items.get(i).name(), chosen[i].type());
      margins.add(margin(i, chosen[i]));
    }
    double cost = cost(chosen);
    return new Allocation(types, bytes(chosen), cost, Math.min(bound, cost), margins);
  }

  private Margin margin(int item, Option now) {
    List<Option> hull = hulls.get(item);
    Optional<Step> larger =
        hull.stream()
            .filter(option -> option.bytes() > now.bytes() && option.cost() < now.cost())
            .findFirst()
            .map(option -> step(now, option));
    Optional<Step> smaller =
        hull.stream()
            .filter(option -> option.bytes() < now.bytes())
            .reduce((before, after) -> after)
            .map(option -> step(now, option));
    return new Margin(items.get(item).name(), larger, smaller);
  }

  private static Step step(Option from, Option to) {
    return new Step(to.type(), to.bytes() - from.bytes(), from.cost() - to.cost());
  }

  /** For the best choice of a size, from the first choice. */
  private final class Search {
    private final Option[] first;
    private final double price;
    private final long budget;

    /** That no choice that fits can cost less than. */
    private final double floor;

    private Option[] best;
    private double bestCost;

    /** The least loss of a partial choice that was given up. */
    private double givenUp = Double.POSITIVE_INFINITY;

    /**
     * @param first optimal at the price of a byte, and fits
     * @param price of a byte, more than 0
     */
    Search(Option[] first, double price, long budget) {
      this.first = first;
      this.price = price;
      this.budget = budget;
      this.floor = cost(first) - price * (budget - bytes(first));
      this.best = filled();
      this.bestCost = cost(best);
    }

    /** The first choice, with what is left spent on what still fits, what brings most first. */
    private Option[] filled() {
      Option[] chosen = first.clone();
      long left = budget - bytes(chosen);
      while (true) {
        int item = -1;
        Option to = null;
        for (int i = 0; i < chosen.length; i++) {
          for (Option option : useful.get(i)) {
            if (option.bytes() - chosen[i].bytes() <= left
                && option.cost() < chosen[i].cost()
                && (to == null
                    || chosen[i].cost() - option.cost() > chosen[item].cost() - to.cost())) {
              item = i;
              to = option;
            }
          }
        }
        if (to == null) {
          return chosen;
        }
        left -= to.bytes() - chosen[item].bytes();
        chosen[item] = to;
      }
    }

    Allocation run() {
      List<State> states = List.of(new State(bytes(first), cost(first), 0, null, -1, null));
      for (int item : byLoss()) {
        if (limit() > 0) {
          states = without(with(states, item));
        }
      }
      return allocation(best, Math.min(bestCost, floor + givenUp));
    }

    /** What a partial choice may lose and still be better than the best one known. */
    private double limit() {
      return bestCost - floor - ROUNDING * Math.abs(bestCost);
    }

    private double loss(int item, Option option) {
      return Math.max(
          0, option.cost() - first[item].cost() + price * (option.bytes() - first[item].bytes()));
    }

    /** The items of which another option may be better, what loses least first. */
    private List<Integer> byLoss() {
      Map<Integer, Double> losses = new LinkedHashMap<>();
      for (int i = 0; i < first.length; i++) {
        int item = i;
        useful.get(i).stream()
            .filter(option -> option != first[item])
            .mapToDouble(option -> loss(item, option))
            .filter(loss -> loss < limit())
            .min()
            .ifPresent(loss -> losses.put(item, loss));
      }
      return losses.entrySet().stream()
          .sorted(Map.Entry.comparingByValue())
          .map(Map.Entry::getKey)
          .toList();
    }

    /** The states, and what comes of each with another option of an item. */
    private List<State> with(List<State> states, int item) {
      List<State> all = new ArrayList<>(states);
      for (Option option : useful.get(item)) {
        double loss = loss(item, option);
        if (option == first[item] || loss >= limit()) {
          continue;
        }
        long bytes = option.bytes() - first[item].bytes();
        double cost = option.cost() - first[item].cost();
        for (State state : states) {
          if (state.loss() + loss < limit()) {
            State next =
                new State(
                    state.bytes() + bytes,
                    state.cost() + cost,
                    state.loss() + loss,
                    state,
                    item,
                    option);
            all.add(next);
            consider(next);
          }
        }
      }
      return all;
    }

    private void consider(State state) {
      if (state.bytes() <= budget && state.cost() < bestCost) {
        best = first.clone();
        for (State at = state; at.option() != null; at = at.before()) {
          best[at.item()] = at.option();
        }
        bestCost = cost(best);
      }
    }

    /** Without those that others beat in size and cost, and that can't lead to anything better. */
    private List<State> without(List<State> states) {
      List<State> sorted = new ArrayList<>(states);
      sorted.sort(Comparator.comparingLong(State::bytes).thenComparingDouble(State::cost));
      List<State> left = new ArrayList<>();
      double least = Double.POSITIVE_INFINITY;
      for (State state : sorted) {
        if (state.cost() < least && state.loss() < limit()) {
          least = state.cost();
          left.add(state);
        }
      }
      if (left.size() <= MOST_STATES) {
        return left;
      }
      left.sort(Comparator.comparingDouble(State::loss));
      givenUp = Math.min(givenUp, left.get(MOST_STATES).loss());
      return left.subList(0, MOST_STATES);
    }
  }
}
