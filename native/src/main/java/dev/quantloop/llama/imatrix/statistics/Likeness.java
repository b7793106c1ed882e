package dev.quantloop.llama.imatrix.statistics;

import java.util.List;

/**
 * How alike the columns of two weights, or of one weight in two imatrices, are, in sums that add up
 * over experts and weights.
 *
 * @param columns how many; 0 for an expert that saw no token in either
 * @param covarianceSum Σ (x − mean) (y − other mean)
 */
record Likeness(
    long columns,
    double sum,
    double otherSum,
    double product,
    double square,
    double otherSquare,
    double distanceSquare,
    double covarianceSum,
    double variance,
    double otherVariance) {
  static final Likeness NONE = new Likeness(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Of the columns of an expert, or nothing where there is no other or it has another shape. */
  static Likeness of(Columns own, Columns other) {
    return of(own, ColumnDistribution.of(own), other, ColumnDistribution.of(other));
  }

  /** The same where it is known how the columns of each are distributed. */
  static Likeness of(
      Columns own, ColumnDistribution ofOwn, Columns other, ColumnDistribution ofOther) {
    int n = own.length();
    if (n == 0 || n != other.length()) {
      return NONE;
    }
    double[] a = own.sums();
    double[] b = other.sums();
    double scale = own.scale();
    double otherScale = other.scale();
    int shift = other.from() - own.from();
    double mean = ofOwn.sum() / n;
    double otherMean = ofOther.sum() / n;
    double covariance = 0;
    double distance = 0;
    for (int j = own.from(); j < own.end(); j++) {
      double x = a[j] * scale;
      double y = b[j + shift] * otherScale;
      covariance += (x - mean) * (y - otherMean);
      distance += (x - y) * (x - y);
    }
    return new Likeness(
        n,
        ofOwn.sum(),
        ofOther.sum(),
        covariance + n * mean * otherMean,
        ofOwn.second() + n * mean * mean,
        ofOther.second() + n * otherMean * otherMean,
        distance,
        covariance,
        ofOwn.second(),
        ofOther.second());
  }

  /** Of the experts' columns as if they were one's, around their common mean. */
  static Likeness pooled(List<Likeness> experts) {
    return experts.stream().reduce(NONE, Likeness::around);
  }

  private Likeness around(Likeness more) {
    if (columns == 0 || more.columns == 0) {
      return columns == 0 ? more : this;
    }
    double part = (double) columns * more.columns / (columns + more.columns);
    double d = more.sum / more.columns - sum / columns;
    double other = more.otherSum / more.columns - otherSum / columns;
    return plus(more).plusCentral(d * other * part, d * d * part, other * other * part);
  }

  private Likeness plusCentral(double covariances, double variances, double otherVariances) {
    return new Likeness(
        columns,
        sum,
        otherSum,
        product,
        square,
        otherSquare,
        distanceSquare,
        covarianceSum + covariances,
        variance + variances,
        otherVariance + otherVariances);
  }

  /** Of both, each around its own means. */
  Likeness plus(Likeness more) {
    return new Likeness(
        columns + more.columns,
        sum + more.sum,
        otherSum + more.otherSum,
        product + more.product,
        square + more.square,
        otherSquare + more.otherSquare,
        distanceSquare + more.distanceSquare,
        covarianceSum + more.covarianceSum,
        variance + more.variance,
        otherVariance + more.otherVariance);
  }

  /** NaN where all of either is 0. */
  double cosine() {
    return ratio(product, square, otherSquare);
  }

  /** Pearson's correlation; NaN where all of either is the same. */
  double correlation() {
    return ratio(covarianceSum, varied(variance, square), varied(otherVariance, otherSquare));
  }

  double covariance() {
    boolean bothVary = varied(variance, square) > 0 && varied(otherVariance, otherSquare) > 0;
    return columns == 0 ? Double.NaN : bothVary ? covarianceSum / columns : 0;
  }

  /** A variance, or 0 where it is no more than what rounding makes of equal columns. */
  private double varied(double variance, double square) {
    double rounding = columns * Math.ulp(1.0);
    return variance > rounding * rounding * square ? variance : 0;
  }

  /** The Euclidean distance. */
  double distance() {
    return columns == 0 ? Double.NaN : Math.sqrt(distanceSquare);
  }

  /** The distance in parts of the length of the other. */
  double relativeDistance() {
    return Math.sqrt(distanceSquare / otherSquare);
  }

  /** Ratio of root mean squares, where these are mean squares. */
  double gain() {
    return otherSum > 0 ? Math.sqrt(sum / otherSum) : Double.NaN;
  }

  private static double ratio(double product, double square, double otherSquare) {
    double ratio = product / (Math.sqrt(square) * Math.sqrt(otherSquare));
    return square > 0 && otherSquare > 0 ? Math.max(-1, Math.min(1, ratio)) : Double.NaN;
  }
}
