package dev.quantloop.app.allocate;

import dev.quantloop.llama.gguf.GgmlType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A type for each item.
 *
 * @param types by name of the item, in the order of the items
 * @param bytes of all items together
 * @param cost of all items together
 * @param bound that no choice of at most that many bytes as were allowed can cost less than; the
 *     cost itself where this choice is proven to be the best
 * @param margins of the items, in their order
 */
public record Allocation(
    Map<String, GgmlType> types, long bytes, double cost, double bound, List<Margin> margins) {

  /**
   * What other types would do for an item.
   *
   * @param larger the next larger type worth having; empty for the best one
   * @param smaller the next smaller type worth having; empty for the smallest one
   */
  public record Margin(String item, Optional<Step> larger, Optional<Step> smaller) {}

  /**
   * A change to another type.
   *
   * @param bytes more than now, negative for fewer
   * @param gain by how much the cost falls; negative where it rises
   */
  public record Step(GgmlType type, long bytes, double gain) {
    /** What each byte more brings, or each byte less costs. */
    public double gainPerByte() {
      return gain / bytes;
    }
  }
}
