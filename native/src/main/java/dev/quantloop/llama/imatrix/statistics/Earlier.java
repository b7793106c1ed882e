package dev.quantloop.llama.imatrix.statistics;

import java.util.List;

/**
 * What is held against an earlier layer, in sums that add up over weights.
 *
 * @param own energy of the columns that are held against it
 * @param other energy of the earlier layer
 * @param squares likeness of the mean squares
 * @param plain likeness of the mean activations
 */
record Earlier(Energy own, Energy other, Likeness squares, Likeness plain) {
  static final Earlier NONE = new Earlier(Energy.NONE, Energy.NONE, Likeness.NONE, Likeness.NONE);

  /**
   * Of a weight.
   *
   * @param experts of each, held against the same one's; empty where there are more or fewer there
   */
  static Earlier pooled(Energy own, Energy other, List<Earlier> experts) {
    return new Earlier(
        own,
        other,
        Likeness.pooled(experts.stream().map(Earlier::squares).toList()),
        Likeness.pooled(experts.stream().map(Earlier::plain).toList()));
  }

  Earlier plus(Earlier more) {
    return new Earlier(
        own.plus(more.own),
        other.plus(more.other),
        squares.plus(more.squares),
        plain.plus(more.plain));
  }

  /** Ratio of root mean squares. */
  double gain() {
    double gain = Math.sqrt(own.total() / own.columns() / (other.total() / other.columns()));
    return other.total() > 0 ? gain : Double.NaN;
  }

  /** exp(−0.01 L2) · |cos|¹⁰ */
  double euclideanCosine() {
    return Math.exp(-0.01 * plain.distance()) * Math.pow(Math.abs(plain.cosine()), 10);
  }
}
