package dev.quantloop.llama.imatrix.statistics;

import java.util.Comparator;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a weight, taken apart: {@code blk.3.attn_q.weight} is of layer 3 and kind attn_q.
 *
 * @param layer none for weights outside layers
 */
public record WeightName(String name, OptionalInt layer, String kind)
    implements Comparable<WeightName> {
  private static final Pattern IN_LAYER = Pattern.compile("blk\\.(\\d{1,6})\\.(.+)");
  private static final String SUFFIX = ".weight";

  private static final Comparator<WeightName> ORDER =
      Comparator.comparing((WeightName one) -> one.layer().orElse(Integer.MAX_VALUE))
          .thenComparing(WeightName::kind)
          .thenComparing(WeightName::name);

  public static WeightName of(String name) {
    Matcher inLayer = IN_LAYER.matcher(name);
    return inLayer.matches()
        ? new WeightName(
            name, OptionalInt.of(Integer.parseInt(inLayer.group(1))), kind(inLayer.group(2)))
        : new WeightName(name, OptionalInt.empty(), kind(name));
  }

  private static String kind(String name) {
    return name.endsWith(SUFFIX) && name.length() > SUFFIX.length()
        ? name.substring(0, name.length() - SUFFIX.length())
        : name;
  }

  /** By layer, then by kind; those outside layers last. */
  @Override
  public int compareTo(WeightName other) {
    return ORDER.compare(this, other);
  }

  /** The weight of the same kind in another layer. */
  public String inLayer(int other) {
    return "blk.%d.%s".formatted(other, name.substring(name.indexOf('.', "blk.".length()) + 1));
  }
}
