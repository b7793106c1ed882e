package dev.quantloop.app.mix;

import dev.quantloop.app.UsageException;
import dev.quantloop.tracker.record.NamedWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the weights that a person gives: {@code code=0.5,prose=0.5}. */
public final class GivenWeights {
  private GivenWeights() {}

  /**
   * @param known names that may have one; those without have 0
   * @param flag that gave them
   * @throws UsageException when they make no sense
   */
  public static NamedWeights parse(List<String> parts, List<String> known, String flag) {
    Map<String, Double> weights = new LinkedHashMap<>();
    for (String part : parts) {
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw refused("'%s' is not NAME=WEIGHT".formatted(part), flag);
      }
      String name = part.substring(0, equals).strip();
      if (!known.contains(name)) {
        throw refused(
            "there is no source %s to weigh; there are %s"
                .formatted(name, String.join(", ", known)),
            flag);
      }
      if (weights.put(name, weight(name, part.substring(equals + 1).strip(), flag)) != null) {
        throw refused(name + " has two weights", flag);
      }
    }
    if (weights.values().stream().allMatch(weight -> weight == 0)) {
      throw refused("all weights are 0; at least one has to be above", flag);
    }
    return new NamedWeights(weights);
  }

  private static double weight(String name, String text, String flag) {
    double weight;
    try {
      weight = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw refused("the weight of %s, '%s', is not a number".formatted(name, text), flag);
    }
    if (!(weight >= 0) || weight > 1e9) {
      throw refused(
          "the weight of %s is %s; it has to be from 0 to 1e9".formatted(name, text), flag);
    }
    return weight;
  }

  private static UsageException refused(String why, String flag) {
    return new UsageException("%s (%s)".formatted(why, flag));
  }
}
