package dev.quantloop.llama.imatrix.statistics;

import java.util.List;

/**
 * How alike the columns of two weights, or of one weight in two imatrices, are, in sums that add up
 * over weights. Experts that saw no token in either are left out. Covariances are around the means
 * of each pair of weights.
 */
record Likeness(
    long columns,
    double product,
    double square,
    double otherSquare,
    double distanceSquare,
    double covarianceSum,
    double variance,
    double otherVariance) {
  static final Likeness NONE = new Likeness(0, 0, 0, 0, 0, 0, 0, 0);

  /** Of columns by expert, or nothing where the shapes differ. */
  static Likeness of(List<Columns> own, List<Columns> other) {
    if (own.size() != other.size()) {
      return NONE;
    }
    long n = 0;
    double sum = 0;
    double otherSum = 0;
    for (int e = 0; e < own.size(); e++) {
      Columns a = own.get(e);
      Columns b = other.get(e);
      if (a.length() > 0 && b.length() > 0 && a.length() != b.length()) {
        return NONE;
      }
      int length = Math.min(a.length(), b.length());
      for (int j = 0; j < length; j++) {
        sum += a.at(j);
        otherSum += b.at(j);
      }
      n += length;
    }
    return n == 0 ? NONE : around(own, other, n, sum / n, otherSum / n);
  }

  private static Likeness around(
      List<Columns> own, List<Columns> other, long n, double mean, double otherMean) {
    double product = 0;
    double square = 0;
    double otherSquare = 0;
    double distance = 0;
    double covariance = 0;
    double variance = 0;
    double otherVariance = 0;
    for (int e = 0; e < own.size(); e++) {
      Columns a = own.get(e);
      Columns b = other.get(e);
      int length = Math.min(a.length(), b.length());
      for (int j = 0; j < length; j++) {
        double x = a.at(j);
        double y = b.at(j);
        product += x * y;
        square += x * x;
        otherSquare += y * y;
        distance += (x - y) * (x - y);
        covariance += (x - mean) * (y - otherMean);
        variance += (x - mean) * (x - mean);
        otherVariance += (y - otherMean) * (y - otherMean);
      }
    }
    return new Likeness(
        n, product, square, otherSquare, distance, covariance, variance, otherVariance);
  }

  Likeness plus(Likeness more) {
    return new Likeness(
        columns + more.columns,
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
    return ratio(covarianceSum, variance, otherVariance);
  }

  double covariance() {
    return columns == 0 ? Double.NaN : covarianceSum / columns;
  }

  /** The Euclidean distance. */
  double distance() {
    return columns == 0 ? Double.NaN : Math.sqrt(distanceSquare);
  }

  /** The distance in parts of the length of the other. */
  double relativeDistance() {
    return Math.sqrt(distanceSquare / otherSquare);
  }

  private static double ratio(double product, double square, double otherSquare) {
    double ratio = product / (Math.sqrt(square) * Math.sqrt(otherSquare));
    return square > 0 && otherSquare > 0 ? Math.max(-1, Math.min(1, ratio)) : Double.NaN;
  }
}
