package dev.quantloop.tracker.stats;

import dev.quantloop.tracker.stats.ClusterBootstrap.Composites;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Compares the composite of a quant with that of a reference while the quant is being evaluated,
 * document by document in seeded order, and says as early as it can be said what will come of it.
 * All looks together call equal quants different in 5 of 100 cases ({@link SpentError}).
 *
 * <p>It is settled where the difference shows; from half of the documents on also where it does not
 * and would hardly (in less than 5 of 100 cases) if the rest went on as it began. Immutable.
 */
public final class SequentialComparison {
  /** Shares of the documents. */
  private static final double[] SCHEDULE = {0.125, 0.25, 0.5, 0.75, 1};

  private static final double EARLIEST_FUTILITY = 0.5;
  private static final double HARDLY = 0.05;
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private final List<Stratum> strata;
  private final List<List<ChunkTokens>> reference;
  private final Resampling how;
  private final List<Cluster> clusters;
  private final List<Integer> looks = new ArrayList<>();
  private final double[] nominal;

  /** A document with its chunks in its evaluation set. */
  private record Cluster(int stratum, List<Integer> chunks, double position) {}

  /**
   * What it came to.
   *
   * @param change from the reference, with an interval as wide as the look asks for: that of all
   *     looks together covers the change in 95 of 100 cases
   * @param look its number, from 1
   * @param chunks that it rests on
   */
  public record Settled(Outcome outcome, Change change, int look, int chunks, int clusters) {}

  /**
   * @param strata the evaluation sets
   * @param reference its chunks on each of them, all of them
   * @param how the seed also gives the documents their order
   */
  public SequentialComparison(
      List<Stratum> strata, List<List<ChunkTokens>> reference, Resampling how) {
    this.strata = strata;
    this.reference = reference;
    this.how = how;
    this.clusters = inSeededOrder();
    for (double share : SCHEDULE) {
      int count = least((int) Math.ceil(share * clusters.size()));
      if (count <= clusters.size() && !looks.contains(count)) {
        looks.add(count);
      }
    }
    this.nominal =
        SpentError.nominal(
            looks.stream().mapToDouble(count -> (double) count / clusters.size()).toArray());
  }

  /** Every beginning has of each set about the same share. */
  private List<Cluster> inSeededOrder() {
    Random random = new Random(how.seed());
    List<Cluster> all = new ArrayList<>();
    for (int s = 0; s < strata.size(); s++) {
      TreeMap<Integer, List<Integer>> chunks = new TreeMap<>();
      for (int chunk = 0; chunk < strata.get(s).chunks(); chunk++) {
        int cluster = strata.get(s).clusterOfChunk()[chunk];
        chunks.computeIfAbsent(cluster, key -> new ArrayList<>()).add(chunk);
      }
      List<List<Integer>> shuffled = new ArrayList<>(chunks.values());
      Collections.shuffle(shuffled, random);
      for (int i = 0; i < shuffled.size(); i++) {
        all.add(new Cluster(s, shuffled.get(i), (i + 0.5) / shuffled.size()));
      }
    }
    return all.stream().sorted(Comparator.comparingDouble(Cluster::position)).toList();
  }

  /** So many clusters, or as many more as it takes to compare anything. */
  private int least(int count) {
    int enough = count;
    while (enough <= clusters.size() && !suffices(enough)) {
      enough++;
    }
    return enough;
  }

  private boolean suffices(int count) {
    return count >= PairedComparison.LEAST_CLUSTERS
        && IntStream.range(0, strata.size()).allMatch(set -> first(set, count).size() > 1);
  }

  /** Of a set, those among the first of all. */
  private List<Cluster> first(int set, int count) {
    return clusters.subList(0, count).stream().filter(one -> one.stratum() == set).toList();
  }

  /** The chunks of all sets in the order in which they are to be evaluated. */
  public List<ChunkPlace> order() {
    return clusters.stream()
        .flatMap(one -> one.chunks().stream().map(chunk -> new ChunkPlace(one.stratum(), chunk)))
        .toList();
  }

  /**
   * After how many chunks of {@link #order} to look, growing. None where there are too few
   * documents; else the last is after all of them.
   */
  public List<Integer> looks() {
    return looks.stream().map(this::chunks).toList();
  }

  /** The p below which the last look finds a difference, as the looks before may have found one. */
  public double lastError() {
    return nominal[nominal.length - 1];
  }

  private int chunks(int count) {
    return clusters.subList(0, count).stream().mapToInt(one -> one.chunks().size()).sum();
  }

  /**
   * Looks at what is there.
   *
   * @param look the index of one of {@link #looks}
   * @param candidate its chunks in {@link #order}, as many as the look asks for
   * @return empty where it has to go on; at the last look never, unless a figure is 0
   */
  public Optional<Settled> look(int look, List<ChunkTokens> candidate) {
    int count = looks.get(look);
    List<Stratum> seen = seen(count);
    List<List<ChunkTokens>> before = new ArrayList<>();
    List<List<ChunkTokens>> after = new ArrayList<>();
    strata.forEach(stratum -> before.add(new ArrayList<>()));
    strata.forEach(stratum -> after.add(new ArrayList<>()));
    int next = 0;
    for (Cluster cluster : clusters.subList(0, count)) {
      for (int chunk : cluster.chunks()) {
        before.get(cluster.stratum()).add(reference.get(cluster.stratum()).get(chunk));
        after.get(cluster.stratum()).add(candidate.get(next++));
      }
    }
    Composites from = ClusterBootstrap.composites(seen, before, how);
    Composites to = ClusterBootstrap.composites(seen, after, how);
    double difference = Math.log(to.value()) - Math.log(from.value());
    double[] differences = new double[how.resamples()];
    Arrays.setAll(differences, b -> Math.log(to.resampled()[b]) - Math.log(from.resampled()[b]));
    return StandardError.ofChange(differences, Figure.COMPOSITE, Sample.of(seen))
        .filter(error -> Double.isFinite(difference))
        .flatMap(error -> settled(look, difference, error));
  }

  private Optional<Settled> settled(int look, double difference, StandardError error) {
    double p = error.p(difference);
    boolean last = look == looks.size() - 1;
    boolean differs = p < nominal[look];
    if (!differs && !last && !isFutile(look, p)) {
      return Optional.empty();
    }
    Interval interval = error.around(difference, nominal[look]);
    Outcome outcome =
        !differs
            ? Outcome.NO_DETECTABLE_DIFFERENCE
            : difference < 0 ? Outcome.IMPROVED : Outcome.WORSE;
    Change change =
        new Change(
            Math.expm1(difference),
            new Interval(Math.expm1(interval.low()), Math.expm1(interval.high())),
            p);
    return Optional.of(
        new Settled(outcome, change, look + 1, chunks(looks.get(look)), looks.get(look)));
  }

  /** Whether the last look would hardly find a difference if all went on as it began. */
  private boolean isFutile(int look, double p) {
    double share = (double) looks.get(look) / clusters.size();
    if (share < EARLIEST_FUTILITY) {
      return false;
    }
    double z = NORMAL.inverseSurvivalProbability(p / 2);
    double bound = NORMAL.inverseSurvivalProbability(lastError() / 2);
    double expected = z / Math.sqrt(share);
    double deviation = Math.sqrt(1 - share);
    double found =
        NORMAL.survivalProbability((bound - expected) / deviation)
            + NORMAL.survivalProbability((bound + expected) / deviation);
    return found < HARDLY;
  }

  /** The sets with the documents that come first, in the order of {@link #order}. */
  private List<Stratum> seen(int count) {
    List<Stratum> seen = new ArrayList<>();
    for (int s = 0; s < strata.size(); s++) {
      List<Cluster> first = first(s, count);
      int[] clusterOfChunk =
          IntStream.range(0, first.size())
              .flatMap(i -> IntStream.generate(() -> i).limit(first.get(i).chunks().size()))
              .toArray();
      seen.add(new Stratum(strata.get(s).key() + " look " + count, clusterOfChunk));
    }
    return seen;
  }
}
