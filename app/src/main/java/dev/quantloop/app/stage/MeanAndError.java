package dev.quantloop.app.stage;

/**
 * Mean and standard error of values added one by one, by Welford's method. The error is that of
 * llama-perplexity: sqrt(population variance / (n − 1)). Not thread-safe.
 */
final class MeanAndError {
  private long count;
  private double mean;
  private double squares;

  void add(double value) {
    count++;
    double off = value - mean;
    mean += off / count;
    squares += off * (value - mean);
  }

  long count() {
    return count;
  }

  double mean() {
    return count == 0 ? Double.NaN : mean;
  }

  double error() {
    return count < 2 ? Double.NaN : Math.sqrt(squares / count / (count - 1));
  }
}
