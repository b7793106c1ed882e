package dev.quantloop.app.allocate;

import dev.quantloop.llama.gguf.GgmlType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A tensor, or tensors that are to have the same type, with the types that it can get. What is not
 * to change is an item with one option.
 *
 * @param options at least one; a larger one need not be better
 */
public record AllocationItem(String name, List<Option> options) {
  /** By size, of equally large ones the best first. */
  private static final Comparator<Option> BY_SIZE =
      Comparator.comparingLong(Option::bytes).thenComparingDouble(Option::cost);

  /**
   * A type that the item can get.
   *
   * @param bytes of all its tensors
   * @param cost that is to be small, such as the mean KLD that the type adds; of any sign
   */
  public record Option(GgmlType type, long bytes, double cost) {
    public Option {
      if (bytes < 0 || !Double.isFinite(cost)) {
        throw new IllegalArgumentException("%s: %d bytes at %s".formatted(type, bytes, cost));
      }
    }

    /** What a byte more brings on the way to a larger option. */
    double gainPerByte(Option larger) {
      return (cost - larger.cost) / (larger.bytes - bytes);
    }
  }

  public AllocationItem {
    options = List.copyOf(options);
    if (options.isEmpty()) {
      throw new IllegalArgumentException("no option for " + name);
    }
  }

  long smallest() {
    return options.stream().mapToLong(Option::bytes).min().orElseThrow();
  }

  long largest() {
    return options.stream().mapToLong(Option::bytes).max().orElseThrow();
  }

  /** The options of which each is better than all smaller ones, by size. */
  List<Option> useful() {
    List<Option> useful = new ArrayList<>();
    for (Option option : options.stream().sorted(BY_SIZE).toList()) {
      if (useful.isEmpty() || option.cost < useful.get(useful.size() - 1).cost) {
        useful.add(option);
      }
    }
    return useful;
  }

  /**
   * The useful options on the lower convex hull, by size: from one to the next each byte brings
   * less.
   */
  List<Option> hull() {
    List<Option> hull = new ArrayList<>();
    for (Option option : useful()) {
      while (hull.size() > 1 && liesAbove(hull, option)) {
        hull.remove(hull.size() - 1);
      }
      hull.add(option);
    }
    return hull;
  }

  private static boolean liesAbove(List<Option> hull, Option next) {
    Option last = hull.get(hull.size() - 1);
    Option before = hull.get(hull.size() - 2);
    return before.gainPerByte(last) <= last.gainPerByte(next);
  }
}
