package dev.quantloop.tracker.service;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.id.QuantId;
import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.record.Word;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.view.ScoredFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * Scored files of one model on the same tokens, whatever their types, by one of their figures:
 * which is the best, which are as good as far as can be told, and which are worth their size. Where
 * several are held against one file, their p are adjusted by Holm's method. Immutable.
 */
public final class FileRanking {
  /** Holds the second file against the first. */
  @FunctionalInterface
  interface Comparing {
    Comparison compare(QuantId reference, QuantId quant);
  }

  /**
   * A file in the ranking.
   *
   * @param rank by the figure; equal ones share it
   * @param onBest held against the best; empty for the best itself
   */
  public record Ranked(int rank, ScoredFile file, Optional<Comparison> onBest) {
    public boolean best() {
      return onBest.isEmpty();
    }

    /** Whether it is not detectably worse than the best. */
    public boolean tied() {
      return onBest.filter(held -> held.outcome() == Verdict.NO_DETECTABLE_DIFFERENCE).isPresent();
    }
  }

  /** Whether no file that is as small or smaller is detectably better. */
  public enum Front implements Word {
    ON_THE_FRONT,
    BEATEN,
    UNDECIDED
  }

  /**
   * A file among those by size.
   *
   * @param beatenBy the best of those that are as small or smaller and detectably better
   */
  public record Sized(ScoredFile file, Front front, Optional<ScoredFile> beatenBy) {}

  /** What a file says of its imatrix makes it a little larger, and no worse a choice for that. */
  private static final double AS_SMALL = 1.001;

  private static final BinaryOperator<ScoredFile> SMALLER =
      BinaryOperator.minBy(Comparator.comparingLong(ScoredFile::bytes));

  private final List<ScoredFile> files;
  private final Figure figure;
  private final Comparing comparing;

  /**
   * @param figure of which lower is better
   * @param comparing by that figure
   */
  FileRanking(List<ScoredFile> files, Figure figure, Comparing comparing) {
    this.figure = figure;
    this.files = files.stream().sorted(Comparator.comparingDouble(this::value)).toList();
    this.comparing = comparing;
  }

  private double value(ScoredFile file) {
    return file.statistics().get(figure);
  }

  /** Best first. */
  public List<ScoredFile> files() {
    return files;
  }

  /** Best first, each held against the best. */
  public List<Ranked> rows() {
    List<Ranked> rows = new ArrayList<>();
    if (files.isEmpty()) {
      return rows;
    }
    List<ScoredFile> others = files.subList(1, files.size());
    List<Comparison> held = against(files.get(0), others);
    rows.add(new Ranked(1, files.get(0), Optional.empty()));
    for (int i = 0; i < others.size(); i++) {
      Ranked before = rows.get(i);
      boolean equal = value(before.file()) == value(others.get(i));
      int rank = equal ? before.rank() : i + 2;
      rows.add(new Ranked(rank, others.get(i), Optional.of(held.get(i))));
    }
    return rows;
  }

  /** Smallest first. */
  public List<Sized> bySize() {
    return files.stream()
        .sorted(Comparator.comparingLong(ScoredFile::bytes))
        .map(this::sized)
        .toList();
  }

  private Sized sized(ScoredFile file) {
    List<ScoredFile> better =
        files.stream()
            .filter(other -> other.bytes() <= file.bytes() * AS_SMALL)
            .filter(other -> value(other) < value(file))
            .toList();
    List<Comparison> held = against(file, better);
    for (int i = 0; i < better.size(); i++) {
      if (held.get(i).outcome() == Verdict.IMPROVED) {
        return new Sized(file, Front.BEATEN, Optional.of(better.get(i)));
      }
    }
    boolean undecided = held.stream().anyMatch(one -> one.outcome() == Verdict.UNDECIDED);
    return new Sized(file, undecided ? Front.UNDECIDED : Front.ON_THE_FRONT, Optional.empty());
  }

  /** The best that takes less room than this; empty where all are as large. */
  public Optional<ScoredFile> bestBelow(long bytes) {
    return files.stream().filter(file -> file.bytes() < bytes).findFirst();
  }

  /**
   * The smallest file that is not detectably worse than one of these.
   *
   * @throws TrackerException where that can't be told
   */
  public ScoredFile smallestNotWorseThan(ScoredFile reference) {
    List<ScoredFile> smaller =
        files.stream().filter(file -> file.bytes() < reference.bytes()).toList();
    List<Comparison> held = against(reference, smaller);
    held.stream()
        .flatMap(one -> one.reason().stream())
        .findFirst()
        .ifPresent(
            reason -> {
              throw new TrackerException(
                  "whether a file is worse than " + reference.name() + " can't be told: " + reason);
            });
    ScoredFile smallest = reference;
    for (int i = 0; i < smaller.size(); i++) {
      boolean worse = held.get(i).outcome() == Verdict.WORSE;
      smallest = worse ? smallest : SMALLER.apply(smallest, smaller.get(i));
    }
    return smallest;
  }

  /** With adjusted p, for they are several on one reference. */
  private List<Comparison> against(ScoredFile reference, List<ScoredFile> others) {
    return HolmAdjusted.of(
        others.stream()
            .map(other -> comparing.compare(reference.quant().id(), other.quant().id()))
            .toList());
  }
}
