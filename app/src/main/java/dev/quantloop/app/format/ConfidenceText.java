package dev.quantloop.app.format;

import dev.quantloop.tracker.stats.ConfidenceBucket;
import dev.quantloop.tracker.stats.FigureLists;
import java.util.List;
import java.util.Map;

/** Tokens by how sure the baseline is of its most likely one, as people and programs read them. */
public final class ConfidenceText {
  public static final String TITLE = "By the probability of the baseline's most likely token";
  public static final String MISSING =
      "how sure the baseline is was not kept yet when this was evaluated";

  private ConfidenceText() {}

  /** "below 50 %", "50 to 90 %", "99 % and more". */
  public static String range(ConfidenceBucket bucket) {
    String low = percent(bucket.low());
    String high = percent(bucket.high());
    if (bucket.low() == 0) {
      return "below " + high + " %";
    }
    return bucket.high() == 1 ? low + " % and more" : low + " to " + high + " %";
  }

  private static String percent(double share) {
    return Numbers.fixed(100 * share, 0);
  }

  /** "12.3 %", the part of all scored tokens. */
  public static String share(ConfidenceBucket bucket) {
    return Numbers.percent(bucket.share(), 1);
  }

  public static List<Map<String, Object>> document(List<ConfidenceBucket> buckets) {
    return buckets.stream().map(ConfidenceText::document).toList();
  }

  private static Map<String, Object> document(ConfidenceBucket bucket) {
    Map<String, Object> document =
        Json.object(
            "base_top_from", bucket.low(), "base_top_to", bucket.high(), "share", bucket.share());
    document.putAll(bucket.statistics().byKey(FigureLists.CONFIDENCE));
    return document;
  }
}
