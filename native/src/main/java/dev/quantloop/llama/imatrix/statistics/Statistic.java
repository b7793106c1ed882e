package dev.quantloop.llama.imatrix.statistics;

/**
 * The statistics of an imatrix, in the order in which tables show them; all that is said of one
 * anywhere stands here.
 *
 * <p>In formulas, v is the mean squared activation of a column, Σa² / count, and m its mean
 * activation, Σa / count; v' and m' are those of the same weight in the nearest earlier layer that
 * has it. Sums run over the N columns of all experts that saw a token. μ is the mean and σ the
 * standard deviation over N.
 */
public enum Statistic {
  TOTAL(
      "total",
      "Σ(Act²)",
      Unit.SQUARE,
      Basis.SQUARES,
      "Σ v",
      "llama-imatrix: Σ(Act²), ∑ E[A²]",
      "How strong the inputs are altogether. It grows with N and with depth, so compare it between"
          + " layers of one kind of weight."),
  MIN(
      "min",
      "min",
      Unit.SQUARE,
      Basis.SQUARES,
      "min v",
      "llama-imatrix up to v0.5",
      "0 means that a column never fired on this text."),
  MAX(
      "max",
      "max",
      Unit.SQUARE,
      Basis.SQUARES,
      "max v",
      "llama-imatrix up to v0.5",
      "Far above μ it names a weight with outlier columns; more text rarely changes which ones."),
  MEAN_SQUARE(
      "mean_square",
      "μ(v)",
      Unit.SQUARE,
      Basis.SQUARES,
      "Σ v / N",
      "llama-imatrix",
      "As the total, but independent of N."),
  SQUARE_DEVIATION(
      "square_deviation",
      "σ(v)",
      Unit.SQUARE,
      Basis.SQUARES,
      "√(Σ (v − μ)² / N)",
      "llama-imatrix",
      "σ(v) / μ(v) tells how unequal columns are: near 0 an imatrix changes little, above 1 much."),
  ACTIVE(
      "active",
      "active",
      Unit.SHARE,
      Basis.SQUARES,
      "share of |v| > 10⁻⁵",
      "llama-imatrix up to v0.5: % Active",
      "Below 100 %, some columns saw next to nothing: other text may need them."),
  ENTROPY(
      "entropy",
      "H",
      Unit.BITS,
      Basis.SQUARES,
      "−Σ p log₂ p, p = v / Σ v",
      "llama-imatrix up to v0.5",
      "2^H is the number of columns that would share the total equally."),
  NORMALIZED_ENTROPY(
      "normalized_entropy",
      "H norm",
      Unit.SHARE,
      Basis.SQUARES,
      "H / log₂ N",
      "llama-imatrix: E (norm), H Norm",
      "100 % is all columns alike; the lower, the fewer columns carry the weight and the more an"
          + " imatrix can do."),
  ZD_ABOVE(
      "zd_above",
      "ZD z > 1",
      Unit.SHARE,
      Basis.SQUARES,
      "share of (v − μ) / σ > 1",
      "Layer-Wise Quantization (arXiv 2406.17415), where it is taken of a layer's weights;"
          + " llama-imatrix up to v0.5: ZD",
      "One-sided: the share of columns far above the rest."),
  ZD_BEYOND(
      "zd_beyond",
      "ZD |z| > 1",
      Unit.SHARE,
      Basis.SQUARES,
      "share of |v − μ| / σ > 1",
      "pull request 14891 of llama.cpp, as of August 2025",
      "Two-sided: columns far below the rest count, too."),
  SQUARE_SKEWNESS(
      "square_skewness",
      "skew(v)",
      Unit.NUMBER,
      Basis.SQUARES,
      "Σ (v − μ)³ / (N σ³)",
      "llama-imatrix from v0.6, for files without sums of activations",
      "Above 0 nearly always: a few columns are far above the others."),
  SQUARE_KURTOSIS(
      "square_kurtosis",
      "kurt(v)",
      Unit.NUMBER,
      Basis.SQUARES,
      "Σ (v − μ)⁴ / (N σ⁴) − 3",
      "llama-imatrix from v0.6, for files without sums of activations",
      "How heavy the tail is; N is its limit, where one column has it all."),
  MEAN(
      "mean",
      "μ(m)",
      Unit.ACTIVATION,
      Basis.ACTIVATIONS,
      "Σ m / N",
      "pull request 14891 of llama.cpp",
      "Off 0, the inputs have a direction that they all share."),
  DEVIATION(
      "deviation",
      "σ(m)",
      Unit.ACTIVATION,
      Basis.ACTIVATIONS,
      "√(Σ (m − μ)² / N)",
      "pull request 14891 of llama.cpp",
      "How far columns are pushed to either side, whatever the token."),
  SKEWNESS(
      "skewness",
      "skew(m)",
      Unit.NUMBER,
      Basis.ACTIVATIONS,
      "Σ (m − μ)³ / (N σ³)",
      "pull request 14891 of llama.cpp",
      "Off 0, the outliers lie on one side."),
  KURTOSIS(
      "kurtosis",
      "kurt(m)",
      Unit.NUMBER,
      Basis.ACTIVATIONS,
      "Σ (m − μ)⁴ / (N σ⁴) − 3",
      "pull request 14891 of llama.cpp",
      "High for weights with a few outlier columns, which low-bit types do worst on."),
  CONSTANT_SHARE(
      "constant_share",
      "constant",
      Unit.SHARE,
      Basis.ACTIVATIONS,
      "Σ m² / Σ v",
      "Quantloop",
      "The part of the inputs' power that is the same for all tokens: what a bias could do."),
  COSINE(
      "cosine",
      "cos(v)",
      Unit.NUMBER,
      Basis.EARLIER_SQUARES,
      "Σ v v' / (√Σ v² √Σ v'²)",
      "llama-imatrix: CosSim",
      "Near 1, the same columns matter in both layers; a drop marks where the stream changes."),
  CORRELATION(
      "correlation",
      "r(v)",
      Unit.NUMBER,
      Basis.EARLIER_SQUARES,
      "Σ (v − μ)(v' − μ') / (N σ σ')",
      "llama-imatrix from v0.6: PCC",
      "As the cosine, but without what all columns have in common."),
  COVARIANCE(
      "covariance",
      "cov(v)",
      Unit.NUMBER,
      Basis.EARLIER_SQUARES,
      "Σ (v − μ)(v' − μ') / N",
      "llama-imatrix from v0.6: Cov",
      "The correlation times both deviations: large where strong columns stay strong."),
  GAIN(
      "gain",
      "gain",
      Unit.NUMBER,
      Basis.EARLIER_SQUARES,
      "√(Σ v / N) / √(Σ v' / N')",
      "llama-imatrix from v0.6: Gain",
      "How much stronger the inputs are than a layer before; 1 is no change."),
  MEAN_COSINE(
      "mean_cosine",
      "cos(m)",
      Unit.NUMBER,
      Basis.EARLIER_ACTIVATIONS,
      "Σ m m' / (√Σ m² √Σ m'²)",
      "pull request 14891 of llama.cpp",
      "As cos(v), with signs: below 0, the shared direction turns round."),
  MEAN_CORRELATION(
      "mean_correlation",
      "r(m)",
      Unit.NUMBER,
      Basis.EARLIER_ACTIVATIONS,
      "Σ (m − μ)(m' − μ') / (N σ σ')",
      "pull request 14891 of llama.cpp: PCC",
      "As cos(m), but without what all columns have in common."),
  MEAN_COVARIANCE(
      "mean_covariance",
      "cov(m)",
      Unit.NUMBER,
      Basis.EARLIER_ACTIVATIONS,
      "Σ (m − μ)(m' − μ') / N",
      "pull request 14891 of llama.cpp: Cov",
      "The correlation times both deviations."),
  DISTANCE(
      "distance",
      "L2(m)",
      Unit.ACTIVATION,
      Basis.EARLIER_ACTIVATIONS,
      "√(Σ (m − m')²)",
      "pull request 14891 of llama.cpp: L2 Dist",
      "How far the mean input moved since that layer; leaps mark layers that transform it."),
  ECS(
      "ecs",
      "ECS 2026",
      Unit.NUMBER,
      Basis.EARLIER_ACTIVATIONS,
      "100 (1 − exp(−0.01 L2(m)) |cos(m)|¹⁰)",
      "pull request 14891 of llama.cpp, Euclidean-Cosine Score as of January 2026",
      "0 to 100, higher is more change: a layer that does more, and that wants more bits."),
  ECS_2025(
      "ecs_2025",
      "ECS 2025",
      Unit.NUMBER,
      Basis.EARLIER_ACTIVATIONS,
      "100 exp(−0.01 L2(m)) |cos(m)|¹⁰",
      "pull request 14891 of llama.cpp, Euclidean-Cosine Score as of August 2025",
      "The same turned round, 100 − ECS: higher is more alike. For comparison with older tables.");

  /** What values are measured in. */
  public enum Unit {
    /** Squared activations. */
    SQUARE("a²"),
    ACTIVATION("a"),
    BITS("bit"),
    /** 0 to 1, shown in percent. */
    SHARE("%"),
    NUMBER("");

    private final String symbol;

    Unit(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  /** The sums that a statistic rests on. */
  public enum Basis {
    SQUARES("Σa²"),
    ACTIVATIONS("Σa"),
    EARLIER_SQUARES("Σa², and an earlier layer's"),
    EARLIER_ACTIVATIONS("Σa, and an earlier layer's");

    private final String text;

    Basis(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }

    /** Whether files without sums of plain activations, NAME.in_sum, can't give it. */
    public boolean needsActivations() {
      return this == ACTIVATIONS || this == EARLIER_ACTIVATIONS;
    }

    /** Whether the first layer does not have it. */
    public boolean needsEarlierLayer() {
      return this == EARLIER_SQUARES || this == EARLIER_ACTIVATIONS;
    }
  }

  private final String key;
  private final String heading;
  private final Unit unit;
  private final Basis basis;
  private final String formula;
  private final String source;
  private final String use;

  Statistic(
      String key,
      String heading,
      Unit unit,
      Basis basis,
      String formula,
      String source,
      String use) {
    this.key = key;
    this.heading = heading;
    this.unit = unit;
    this.basis = basis;
    this.formula = formula;
    this.source = source;
    this.use = use;
  }

  /** Its name in JSON, CSV and options. */
  public String key() {
    return key;
  }

  /** Its name above a column. */
  public String heading() {
    return heading;
  }

  public Unit unit() {
    return unit;
  }

  public Basis basis() {
    return basis;
  }

  public String formula() {
    return formula;
  }

  /** Where it comes from, and what it is called there. */
  public String source() {
    return source;
  }

  /** What it is good for. */
  public String use() {
    return use;
  }
}
