package dev.quantloop.tracker.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The catalog of figures: every figure of an evaluated quant that is stored or shown. Tables,
 * details, plots, exports, JSON documents and the database reader are lists of its entries; see
 * {@link FigureLists}. A new figure is an entry here, a migration that adds its column, and the
 * lists that want it.
 */
public enum Figure {
  TOKENS("tokens", "scored tokens", Unit.COUNT, Better.NEITHER, TokenResults::tokens),
  MEAN("mean", "KLD mean", Unit.NATS, Better.LOWER, r -> r.meanKld().value()),
  MEAN_ERROR("mean error", "KLD mean error", Unit.NATS, Better.NEITHER, r -> r.meanKld().error()),
  MEDIAN("median", "KLD median", Unit.NATS, Better.LOWER, r -> r.kld().at(0.5)),
  KLD_90("KLD 90%", "KLD 90%", Unit.NATS, Better.LOWER, r -> r.kld().at(0.9)),
  KLD_95("KLD 95%", "KLD 95%", Unit.NATS, Better.LOWER, r -> r.kld().at(0.95)),
  KLD_99("KLD 99%", "KLD 99%", Unit.NATS, Better.LOWER, r -> r.kld().at(0.99)),
  KLD_99_9("KLD 99.9%", "KLD 99.9%", Unit.NATS, Better.LOWER, r -> r.kld().at(0.999)),
  KLD_MIN("KLD min", "KLD minimum", Unit.NATS, Better.NEITHER, r -> r.kld().at(0)),
  KLD_MAX("KLD max", "KLD maximum", Unit.NATS, Better.LOWER, r -> r.kld().at(1)),
  PPL_BASE(
      "PPL base", "PPL of baseline", Unit.PERPLEXITY, Better.NEITHER, r -> r.pplBase().value()),
  PPL("PPL", "PPL", Unit.PERPLEXITY, Better.LOWER, r -> r.ppl().value()),
  PPL_RATIO("PPL ratio", "PPL ratio", Unit.RATIO, Better.LOWER, r -> r.pplRatio().value()),
  LN_PPL_RATIO(
      "ln PPL ratio", "ln PPL ratio", Unit.RATIO, Better.LOWER, r -> r.lnPplRatio().value()),
  DELTA_P_MEAN(
      "Δp mean", "Δp mean", Unit.PROBABILITY_CHANGE, Better.HIGHER, r -> r.meanDeltaP().value()),
  DELTA_P_RMS("Δp RMS", "Δp RMS", Unit.SHARE, Better.LOWER, r -> r.deltaPRms().value()),
  SAME_TOP("same top", "same top token", Unit.SHARE, Better.HIGHER, r -> r.sameTop().value()),
  COMPOSITE("composite", "composite", Unit.NATS, Better.LOWER, TokenResults::composite);

  /** What a figure is measured in; it decides how the figure is written. */
  public enum Unit {
    COUNT,
    NATS,
    PERPLEXITY,
    RATIO,
    /** Part of a whole, 0 to 1. */
    SHARE,
    /** Difference of two shares, −1 to 1. */
    PROBABILITY_CHANGE
  }

  /** Which of two values speaks for its quant. */
  public enum Better {
    LOWER,
    HIGHER,
    NEITHER
  }

  private final String title;
  private final String longTitle;
  private final Unit unit;
  private final Better better;
  private final ToDoubleFunction<TokenResults> measure;

  Figure(
      String title,
      String longTitle,
      Unit unit,
      Better better,
      ToDoubleFunction<TokenResults> measure) {
    this.title = title;
    this.longTitle = longTitle;
    this.unit = unit;
    this.better = better;
    this.measure = measure;
  }

  /** Those that have a column in the database: all but the ratio, whose logarithm has one. */
  public static List<Figure> stored() {
    return Arrays.stream(values()).filter(figure -> figure != PPL_RATIO).toList();
  }

  /** Its name in the database, in JSON and in CSV. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The column of the lower end of its interval, where the database has one. */
  public String lowKey() {
    return key() + "_low";
  }

  /** The column of the upper end of its interval. */
  public String highKey() {
    return key() + "_high";
  }

  /** The heading of a column. */
  public String title() {
    return title;
  }

  /** What it is called where it stands alone, as in a list of details. */
  public String longTitle() {
    return longTitle;
  }

  public Unit unit() {
    return unit;
  }

  public Better better() {
    return better;
  }

  /** Whether two values are compared by their ratio; shares and logarithms by their difference. */
  public boolean isComparedByRatio() {
    return unit == Unit.NATS || unit == Unit.PERPLEXITY || this == PPL_RATIO;
  }

  /** Whether it is a percentile of the KLDs, or made of some. */
  boolean isPercentile() {
    return unit == Unit.NATS && this != MEAN && this != MEAN_ERROR;
  }

  double measure(TokenResults results) {
    return measure.applyAsDouble(results);
  }
}
