package dev.quantloop.llama.imatrix.statistics;

import dev.quantloop.llama.imatrix.ImatrixEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How far the mean squares of a weight agree in two imatrices, over the experts that saw a token in
 * both. All is NaN where no expert did.
 *
 * @param experts of the weight
 * @param comparedExperts those that saw a token in both
 * @param cosine Σ v w / (√Σ v² √Σ w²), with v of the first imatrix and w of the second; 1 where
 *     they are the same but for a factor, which changes nothing in how the weight is quantized
 * @param relativeDistance √Σ (w − v)² / √Σ v²; a factor counts here
 * @param rankCorrelation Spearman's: 1 where both order the columns alike; NaN where all columns of
 *     either are the same
 * @param gain ratio of root mean squares, √Σ w / √Σ v
 */
public record WeightComparison(
    WeightName weight,
    int experts,
    int comparedExperts,
    double cosine,
    double relativeDistance,
    double rankCorrelation,
    double gain) {

  /** Of two entries that fit; experts that one does not tell apart all have its one count. */
  static WeightComparison of(String name, ImatrixEntry first, ImatrixEntry second) {
    List<Columns> firsts = new ArrayList<>();
    List<Columns> seconds = new ArrayList<>();
    int experts = Math.max(first.experts(), second.experts());
    List<Columns> v = Columns.squares(first.asExperts(experts));
    List<Columns> w = Columns.squares(second.asExperts(experts));
    for (int e = 0; e < v.size(); e++) {
      if (v.get(e).length() > 0 && w.get(e).length() > 0) {
        firsts.add(v.get(e));
        seconds.add(w.get(e));
      }
    }
    Likeness likeness =
        Likeness.pooled(
            IntStream.range(0, firsts.size())
                .mapToObj(e -> Likeness.of(seconds.get(e), firsts.get(e)))
                .toList());
    return new WeightComparison(
        WeightName.of(name),
        experts,
        firsts.size(),
        likeness.cosine(),
        likeness.relativeDistance(),
        rankCorrelation(firsts, seconds),
        likeness.gain());
  }

  private static double rankCorrelation(List<Columns> firsts, List<Columns> seconds) {
    return Likeness.of(ranks(firsts), ranks(seconds)).correlation();
  }

  private static Columns ranks(List<Columns> parts) {
    double[] values = new double[(int) Columns.count(parts)];
    int at = 0;
    for (Columns part : parts) {
      for (int j = part.from(); j < part.end(); j++) {
        values[at++] = part.sums()[j] * part.scale();
      }
    }
    return new Columns(Ranks.of(values), 0, values.length, 1);
  }
}
