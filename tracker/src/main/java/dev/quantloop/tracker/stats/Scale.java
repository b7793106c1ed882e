package dev.quantloop.tracker.stats;

import java.util.Arrays;

/** On what scale a figure is compared: where its resampled values are close to normal. */
enum Scale {
  LINEAR {
    @Override
    double apply(double value) {
      return value;
    }

    @Override
    double invert(double value) {
      return value;
    }

    @Override
    double change(double difference) {
      return difference;
    }

    @Override
    double difference(double change) {
      return change;
    }
  },
  LOGARITHMIC {
    @Override
    double apply(double value) {
      return Math.log(value);
    }

    @Override
    double invert(double value) {
      return Math.exp(value);
    }

    @Override
    double change(double difference) {
      return Math.expm1(difference);
    }

    @Override
    double difference(double change) {
      return Math.log1p(change);
    }
  };

  static Scale of(Figure figure) {
    return figure.isComparedByRatio() ? LOGARITHMIC : LINEAR;
  }

  abstract double apply(double value);

  abstract double invert(double value);

  /** What a difference on this scale is as a {@link Change}. */
  abstract double change(double difference);

  /** The other way round. */
  abstract double difference(double change);

  double[] apply(double[] values) {
    return Arrays.stream(values).map(this::apply).toArray();
  }
}
