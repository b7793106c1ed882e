package dev.quantloop.app.ledger;

import static java.util.Comparator.comparingDouble;

import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.imatrix.statistics.ImatrixComparison;
import dev.quantloop.llama.imatrix.statistics.WeightComparison;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.LedgerBlock;
import dev.quantloop.tracker.service.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the imatrix of an experiment's text still changes with more of it, from the blocks of its
 * ledger, without a forward pass. The blocks of all sources are taken in turn, so that each part
 * has about the same shares of them.
 *
 * @param tokens of all blocks
 * @param blocks how many
 * @param steps of parts that double; the last is all
 * @param halves agreement of the first with the second half of the tokens
 * @param firstTokens of the first half: blocks stay whole
 */
public record Convergence(
    String experiment,
    long tokens,
    int blocks,
    List<Step> steps,
    Agreement halves,
    long firstTokens) {
  /** How many doublings are told. */
  private static final int MOST_STEPS = 12;

  /**
   * How far two imatrices agree.
   *
   * @param cosine mean over weights
   * @param distance mean over weights of the relative L2 distance
   * @param rankCorrelation mean over weights
   * @param farthest weight of the largest distance, empty where all are 0
   */
  public record Agreement(
      double cosine, double distance, double rankCorrelation, Optional<WeightComparison> farthest) {
    static Agreement of(ImatrixSums first, ImatrixSums second) {
      ImatrixComparison comparison = ImatrixComparison.of(first, second);
      return new Agreement(
          comparison.mean(WeightComparison::cosine),
          comparison.mean(WeightComparison::relativeDistance),
          comparison.mean(WeightComparison::rankCorrelation),
          comparison.byDistance().stream()
              .filter(weight -> weight.relativeDistance() > 0)
              .findFirst());
    }
  }

  /**
   * The first so many tokens.
   *
   * @param withAll agreement with the imatrix of all blocks, which holds them
   * @param withOthers agreement with the part that comes next, which is about as large as blocks
   *     allow; empty for all tokens
   * @param otherTokens of that part
   */
  public record Step(
      long tokens, Agreement withAll, long otherTokens, Optional<Agreement> withOthers) {}

  /**
   * How far the imatrix can be expected to move if the text is doubled, as relative L2 distance, if
   * more text is like the text so far: what two disjoint halves differ by, over √8. With n tokens,
   * independent errors are σ/√n; parts of a and b tokens, n in all, differ by σ√(1/a + 1/b), which
   * is 2σ/√n for halves, and n tokens from 2n by σ/√(2n).
   */
  public double nextDoubling() {
    return nextDoubling(halves.distance(), firstTokens, tokens - firstTokens);
  }

  static double nextDoubling(double distance, long first, long second) {
    return distance * Math.sqrt(first / 2.0 * second) / (first + second);
  }

  /**
   * @throws UserException if fewer than two blocks are there
   */
  public static Convergence of(Tracker tracker, Experiment experiment) {
    List<LedgerBlock> blocks = inTurn(ExperimentLedger.of(tracker, experiment).blocks());
    if (blocks.size() < 2) {
      throw new UserException(
          "the ledger of %s has too few blocks to tell whether its imatrix still changes: there must be 2, and there are %d; run the experiment first"
              .formatted(experiment.name(), blocks.size()));
    }
    return of(experiment.name(), blocks);
  }

  /** The blocks of text whose files are there, by how far into their source they stand. */
  private static List<LedgerBlock> inTurn(Map<Corpus, List<LedgerBlock>> bySource) {
    record Placed(LedgerBlock block, double place) {}
    List<Placed> placed = new ArrayList<>();
    bySource.forEach(
        (corpus, all) -> {
          List<LedgerBlock> blocks =
              corpus.isImported()
                  ? List.of()
                  : apart(
                      all.stream()
                          .filter(b -> CommittedFile.isThere(b.file(), b.bytes()))
                          .toList());
          double chunks = blocks.stream().mapToLong(LedgerBlock::chunks).sum();
          double before = 0;
          for (LedgerBlock block : blocks) {
            placed.add(new Placed(block, (before + block.chunks() / 2.0) / chunks));
            before += block.chunks();
          }
        });
    return placed.stream().sorted(comparingDouble(Placed::place)).map(Placed::block).toList();
  }

  /**
   * Without those that overlap one before: no text is to count twice, nor stand on both sides.
   *
   * @param blocks of one source, by their first chunks, short ones before
   */
  static List<LedgerBlock> apart(List<LedgerBlock> blocks) {
    List<LedgerBlock> apart = new ArrayList<>();
    int end = 0;
    for (LedgerBlock block : blocks) {
      if (block.firstChunk() >= end) {
        apart.add(block);
        end = block.firstChunk() + block.chunks();
      }
    }
    return apart;
  }

  /** How many blocks, not all, come nearest to half of the tokens: blocks differ in length. */
  static int half(List<LedgerBlock> blocks) {
    long all = blocks.stream().mapToLong(LedgerBlock::tokens).sum();
    int half = 1;
    long first = blocks.get(0).tokens();
    while (half < blocks.size() - 1 && 2 * first + blocks.get(half).tokens() <= all) {
      first += blocks.get(half).tokens();
      half++;
    }
    return half;
  }

  /**
   * How many blocks the parts have that are told of: the first part about half of the tokens of the
   * second, and so on; all blocks last.
   */
  static List<Integer> parts(List<LedgerBlock> blocks) {
    List<Integer> parts = new ArrayList<>(List.of(blocks.size()));
    while (parts.get(0) > 1 && parts.size() < MOST_STEPS) {
      parts.add(0, half(blocks.subList(0, parts.get(0))));
    }
    return parts;
  }

  /** Reads each block twice, so that no more than three imatrices are in memory. */
  private static Convergence of(String name, List<LedgerBlock> blocks) {
    List<Integer> parts = parts(blocks);
    List<Step> steps = new ArrayList<>();
    ImatrixSums all = sums(blocks);
    ImatrixSums part = sums(blocks.subList(0, parts.get(0)));
    for (int i = 1; i < parts.size(); i++) {
      List<LedgerBlock> first = blocks.subList(0, parts.get(i - 1));
      List<LedgerBlock> next = blocks.subList(parts.get(i - 1), parts.get(i));
      ImatrixSums others = sums(next);
      steps.add(
          new Step(
              tokens(first),
              Agreement.of(all, part),
              tokens(next),
              Optional.of(Agreement.of(others, part))));
      part.add(others);
    }
    Step halves = steps.get(steps.size() - 1);
    steps.add(new Step(tokens(blocks), Agreement.of(all, all), 0, Optional.empty()));
    return new Convergence(
        name,
        tokens(blocks),
        blocks.size(),
        steps,
        halves.withOthers().orElseThrow(),
        halves.tokens());
  }

  private static long tokens(List<LedgerBlock> blocks) {
    return blocks.stream().mapToLong(LedgerBlock::tokens).sum();
  }

  private static ImatrixSums sums(List<LedgerBlock> blocks) {
    ImatrixSums sums = ImatrixFile.read(blocks.get(0).file());
    blocks.stream().skip(1).forEach(block -> sums.add(ImatrixFile.read(block.file())));
    return sums;
  }
}
