package dev.quantloop.app.tune;

import dev.quantloop.llama.model.DecodeSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Finds the fastest of many settings in few trials, by successive halving: all are tried once, then
 * the better half, then the better half of that. What is slower than the fastest beyond doubt is
 * left out earlier. It ends when no other can be faster by more than {@link #INDIFFERENCE}, or when
 * the trials are used up. Which half is the better is decided anew each time among all, so that one
 * that was disturbed or lucky once is found out. Deterministic but for its trials. Not thread-safe.
 */
public final class Search {
  /** Differences that nobody would notice, as a share. */
  static final double INDIFFERENCE = 0.03;

  /** Measurements of each settings by a full grid that is to find the same. */
  public static final int FULL_GRID_REPEATS = 5;

  private static final int SHARE_OF_FULL_GRID = 3;
  private static final int FINALISTS = 4;

  /** Of the fastest, and of those that it is compared with in the end. */
  static final int LEAST_TRIALS = 3;

  /** What is so much slower than the fastest needs no exact figure. */
  private static final double HOPELESS = 0.5;

  private static final Comparator<TrialSummary> FASTEST_FIRST =
      Comparator.comparingDouble(TrialSummary::median).reversed();

  private final Trial trial;
  private final Listener listener;
  private final Map<DecodeSettings, TrialSummary> summaries = new LinkedHashMap<>();
  // Each round in another order, so that what a machine does in the meantime favours nobody.
  private final Random order = new Random(1);
  private int done;

  /** Hears of each trial. */
  @FunctionalInterface
  public interface Listener {
    /**
     * @param done trials so far
     * @param most trials that there will be at most
     * @param tried what is known of the settings that were just tried
     * @param fastest so far, or null
     */
    void tried(int done, int most, TrialSummary tried, TrialSummary fastest);
  }

  /**
   * @param candidates first the usual one, which the fastest is compared with in the end; what is
   *     much slower than it is broken off
   */
  public Search(List<DecodeSettings> candidates, Trial trial, Listener listener) {
    this.trial = trial;
    this.listener = listener;
    candidates.forEach(settings -> summaries.put(settings, TrialSummary.untried(settings)));
  }

  /** Trials that a search may take where nothing else is said: a third of a full grid's. */
  public static int usualBudget(int candidates) {
    return Math.max(1, candidates * FULL_GRID_REPEATS / SHARE_OF_FULL_GRID);
  }

  /**
   * @param budget the most trials
   */
  public TuneResult halve(int budget) {
    List<DecodeSettings> round = firstRound();
    int size = round.size();
    while (!round.isEmpty() && done < budget && !settled(round)) {
      for (DecodeSettings settings : round.subList(0, Math.min(round.size(), budget - done))) {
        tryOut(settings, budget, HOPELESS * fastestRate());
      }
      size = Math.max(FINALISTS, (size + 1) / 2);
      round = best(size);
    }
    measureFirst(budget);
    return result(round);
  }

  /** One trial of what all is compared with in the end could have been disturbed. */
  private void measureFirst(int budget) {
    DecodeSettings first = summaries.keySet().iterator().next();
    while (done < budget
        && summaries.get(first).count() < LEAST_TRIALS
        && !summaries.get(first).hasFailed()) {
      tryOut(first, budget, 0);
    }
  }

  /** Tries each of them equally often, to the end. */
  public TuneResult fullGrid(int repeats) {
    int most = repeats * summaries.size();
    for (int repeat = 0; repeat < repeats; repeat++) {
      List<DecodeSettings> round = new ArrayList<>(summaries.keySet());
      round.removeIf(settings -> summaries.get(settings).hasFailed());
      Collections.shuffle(round, order);
      round.forEach(settings -> tryOut(settings, most, 0));
    }
    return result(best(1));
  }

  private List<DecodeSettings> firstRound() {
    List<DecodeSettings> round = new ArrayList<>(summaries.keySet());
    Collections.shuffle(round.subList(Math.min(1, round.size()), round.size()), order);
    return round;
  }

  private void tryOut(DecodeSettings settings, int most, double slowest) {
    TrialSummary tried = summaries.get(settings).after(trial.run(settings, slowest));
    summaries.put(settings, tried);
    done++;
    listener.tried(done, most, tried, fastest());
  }

  /** In random order, for many may have the same limit. */
  private List<TrialSummary> known() {
    List<TrialSummary> known = new ArrayList<>(summaries.values());
    known.removeIf(summary -> summary.count() == 0);
    Collections.shuffle(known, order);
    return known;
  }

  /** The fastest so far, or null. */
  private TrialSummary fastest() {
    return summaries.values().stream()
        .filter(TrialSummary::hasRate)
        .min(FASTEST_FIRST)
        .orElse(null);
  }

  private double fastestRate() {
    TrialSummary fastest = fastest();
    return fastest == null ? 0 : fastest.tokensPerSecond();
  }

  /** The best so many, without those that are slower than the best of all beyond doubt. */
  private List<DecodeSettings> best(int size) {
    List<TrialSummary> ranked = known().stream().sorted(FASTEST_FIRST).toList();
    TimingNoise noise = noise();
    List<DecodeSettings> best = new ArrayList<>();
    for (TrialSummary summary : ranked.subList(0, Math.min(size, ranked.size()))) {
      if (noise.high(summary) >= noise.low(ranked.get(0))) {
        best.add(summary.settings());
      }
    }
    Collections.shuffle(best, order);
    return best;
  }

  /** Whether it no longer matters which of these is taken. */
  private boolean settled(List<DecodeSettings> round) {
    List<TrialSummary> known = round.stream().map(summaries::get).sorted(FASTEST_FIRST).toList();
    TrialSummary fastest = known.get(0);
    if (fastest.count() < LEAST_TRIALS) {
      return false;
    }
    TimingNoise noise = noise();
    double gain =
        known.stream().skip(1).mapToDouble(noise::high).max().orElse(Double.NEGATIVE_INFINITY)
            - noise.low(fastest);
    return gain < Math.log1p(INDIFFERENCE);
  }

  private TimingNoise noise() {
    return TimingNoise.of(summaries.values());
  }

  /**
   * @param finalists of whom the fastest has won
   */
  private TuneResult result(List<DecodeSettings> finalists) {
    List<TrialSummary> ranked = new ArrayList<>(summaries.values());
    ranked.sort(
        Comparator.comparing(TrialSummary::hasFailed)
            .thenComparing(Comparator.comparingDouble(TrialSummary::tokensPerSecond).reversed()));
    finalists.stream()
        .map(summaries::get)
        .filter(TrialSummary::hasRate)
        .min(FASTEST_FIRST)
        .ifPresent(
            winner -> {
              ranked.remove(winner);
              ranked.add(0, winner);
            });
    return new TuneResult(ranked, noise(), done);
  }
}
