package dev.quantloop.app.format;

import dev.quantloop.tracker.record.Comparison;
import dev.quantloop.tracker.record.Verdict;
import dev.quantloop.tracker.service.FileRanking.Front;
import dev.quantloop.tracker.service.FileRanking.Ranked;
import dev.quantloop.tracker.service.FileRanking.Sized;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.PairedComparison;
import dev.quantloop.tracker.stats.Resampling;
import dev.quantloop.tracker.view.ScoredFile;
import java.util.Optional;

/** What a ranking of files says of each, as people read it. */
public final class FileText {
  /** Of the best, and of all that are not detectably worse. */
  public static final String MARK = "*";

  public static final String MARKED = MARK + " the best, and all that are not detectably worse";
  public static final String FRONT =
      "front: no other file is as small or smaller and detectably better";
  public static final String UNDECIDED =
      "No intervals and no verdicts: they need %d documents and at least 2 of each source."
              .formatted(PairedComparison.LEAST_CLUSTERS)
          + " Evaluate on more text (--eval-chunks).";
  public static final String METHOD =
      "Compared as files, at 95 %%, by resampling documents (%d resamples, seed %d, Holm's correction)"
          .formatted(Resampling.DEFAULT.resamples(), Resampling.DEFAULT.seed());

  private FileText() {}

  /** "mine:3 (Q2_K, 1.2 MiB, composite 0.0341)". */
  public static String line(ScoredFile file) {
    return "%s (%s, %s, composite %s)"
        .formatted(
            file.name(),
            file.quant().quantType(),
            Numbers.bytes(file.bytes()),
            Numbers.score(file.composite()));
  }

  /** "0.0341 to 0.0377", of the composite; "" where there is none. */
  public static String interval(ScoredFile file) {
    return Optional.ofNullable(file.intervals().get(Figure.COMPOSITE))
        .map(i -> Numbers.score(i.low()) + " to " + Numbers.score(i.high()))
        .orElse("");
  }

  /** "+2.3 ± 1.1 %", or where that is no percentage to read "× 4.6". */
  public static String change(Comparison held) {
    double change = held.change().orElse(0);
    return change < 1
        ? JudgementText.change(held.change(), held.reach())
        : "× " + Numbers.significant(1 + change, 3);
  }

  /** Whether there are too few documents to tell it from others. */
  public static boolean isUndecided(ScoredFile file) {
    return file.intervals().isEmpty();
  }

  public static boolean isBest(Ranked row) {
    return row.best() && !isUndecided(row.file());
  }

  public static String mark(Ranked row) {
    return isBest(row) || row.tied() ? MARK : "";
  }

  public static String verdict(Ranked row) {
    return isBest(row)
        ? "best"
        : row.best()
            ? Verdict.UNDECIDED.word()
            : row.tied() ? "tie" : row.onBest().get().outcome().word();
  }

  public static String front(Sized row) {
    return switch (row.front()) {
      case ON_THE_FRONT -> "front";
      case BEATEN -> "";
      case UNDECIDED -> Front.UNDECIDED.word();
    };
  }
}
