package dev.quantloop.app.loop;

import dev.quantloop.app.engine.ChunkResults;
import dev.quantloop.llama.score.ChunkScores;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.stats.ChunkPlace;
import dev.quantloop.tracker.stats.ClusterMean;
import dev.quantloop.tracker.stats.Interval;
import dev.quantloop.tracker.stats.Resampling;
import dev.quantloop.tracker.stats.SequentialComparison;
import dev.quantloop.tracker.stats.Stratum;
import dev.quantloop.tracker.view.SearchPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The text that tensors are measured on, and what models lose on it. Its documents come in an order
 * in which every beginning has about the same share of each source, so that a tensor of which
 * enough is known need not be measured on all of it.
 */
final class TrialText {
  /**
   * Half the width of the interval of a tensor's share, relative, at which it is known: an error of
   * a tenth moves its best type by a fourteenth of a bit, which costs half a percent of its loss.
   */
  private static final double PRECISE = 0.2;

  /** What a tensor loses that loses less than this share of all need not be known better. */
  static final double NEGLIGIBLE = 0.002;

  private final List<Stratum> documents;
  private final List<ChunkPlace> order;

  TrialText(List<SearchPart> parts) {
    this.documents = parts.stream().map(SearchPart::documents).toList();
    this.order = new SequentialComparison(documents, List.of(), Resampling.DEFAULT).order();
  }

  /** Of the chunks, as they are read. */
  List<ChunkPlace> order() {
    return order;
  }

  /** A mean over the chunks that come first. */
  private ClusterMean mean(double[] sums, double[] counts) {
    List<Stratum> strata = new ArrayList<>();
    List<Integer> chunks = new ArrayList<>();
    for (int set = 0; set < documents.size(); set++) {
      Map<Integer, Integer> numbers = new HashMap<>();
      List<Integer> clusters = new ArrayList<>();
      for (int i = 0; i < sums.length; i++) {
        if (order.get(i).set() == set) {
          int cluster = documents.get(set).clusterOfChunk()[order.get(i).chunk()];
          clusters.add(numbers.computeIfAbsent(cluster, key -> numbers.size()));
          chunks.add(i);
        }
      }
      if (!clusters.isEmpty()) {
        int[] clusterOfChunk = clusters.stream().mapToInt(Integer::intValue).toArray();
        strata.add(new Stratum(documents.get(set).key(), clusterOfChunk));
      }
    }
    return ClusterMean.of(
        strata,
        chunks.stream().mapToDouble(i -> sums[i]).toArray(),
        chunks.stream().mapToDouble(i -> counts[i]).toArray());
  }

  /**
   * What a model, or a tensor of it, loses.
   *
   * @param kld mean over the tokens of the whole text, in nats
   * @param chunks that were scored
   */
  record Loss(double kld, Optional<Interval> interval, double composite, int chunks) {}

  Scored scored(List<ChunkScores> scores) {
    return new Scored(scores);
  }

  /** A model on the chunks that come first. */
  final class Scored {
    private final List<ChunkScores> scores;
    private final double[] sums;
    private final double[] tokens;

    private Scored(List<ChunkScores> scores) {
      this.scores = List.copyOf(scores);
      this.sums = scores.stream().mapToDouble(chunk -> sum(chunk.kld())).toArray();
      this.tokens = scores.stream().mapToDouble(chunk -> chunk.kld().length).toArray();
    }

    /** Mean KLD. */
    ClusterMean kld() {
      return mean(sums, tokens);
    }

    private double composite() {
      return ChunkResult.statistics(scores.stream().map(ChunkResults::of).toList()).composite();
    }

    /** Whether another one, on the same chunks, is detectably better. */
    boolean isWorseThan(Scored other) {
      double[] differences = new double[sums.length];
      Arrays.setAll(differences, i -> other.sums[i] - sums[i]);
      ClusterMean difference = mean(differences, tokens);
      return difference
          .interval()
          .map(interval -> interval.high() < 0)
          .orElse(difference.mean() < 0);
    }

    /** How many times as much it loses as a model that was scored on all chunks. */
    private ClusterMean share(Scored whole) {
      return mean(sums, Arrays.copyOf(whole.sums, sums.length));
    }

    /** Whether more chunks would hardly tell more of the share that it has of the whole. */
    boolean isKnown(Scored whole) {
      ClusterMean share = share(whole);
      return share
          .interval()
          .filter(
              interval ->
                  interval.halfWidth() <= PRECISE * share.mean() || interval.high() < NEGLIGIBLE)
          .isPresent();
    }

    /**
     * On the whole text: from chunks that come first by their share of what the whole loses on the
     * same chunks, which varies less from text to text than the loss does (double sampling with a
     * ratio; Cochran, Sampling Techniques).
     */
    Loss loss(Scored whole) {
      if (sums.length == whole.sums.length) {
        return new Loss(kld().mean(), kld().interval(), composite(), sums.length);
      }
      ClusterMean share = share(whole);
      ClusterMean all = whole.kld();
      Optional<Interval> interval =
          share
              .interval()
              .flatMap(
                  ofShare ->
                      all.interval()
                          .map(
                              ofAll ->
                                  around(
                                      share.mean() * all.mean(),
                                      Math.hypot(
                                          ofShare.halfWidth() * all.mean(),
                                          ofAll.halfWidth() * share.mean()))));
      Scored beginning = new Scored(whole.scores.subList(0, sums.length));
      return new Loss(
          share.mean() * all.mean(),
          interval,
          composite() * whole.composite() / beginning.composite(),
          sums.length);
    }
  }

  private static Interval around(double value, double reach) {
    return new Interval(value - reach, value + reach);
  }

  private static double sum(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum();
  }
}
