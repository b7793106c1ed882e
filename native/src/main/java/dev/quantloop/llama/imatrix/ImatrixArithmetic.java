package dev.quantloop.llama.imatrix;

import dev.quantloop.llama.LlamaException;
import java.util.ArrayList;
import java.util.List;

/** What can be done with the sums of an imatrix's text apart from adding others. */
public final class ImatrixArithmetic {
  /** Of a value: the sums of merged files were rounded to float one after the other. */
  private static final double ROUNDING = 1e-4;

  private ImatrixArithmetic() {}

  /**
   * The same imatrix as if its text had been so many times as long. Counts are rounded to whole
   * tokens, at least one where there were any; the means stay what they are.
   *
   * @param factor above 0
   */
  public static ImatrixSums scaled(ImatrixSums marked, double factor) {
    ImatrixSums sums = marked.ofText();
    ImatrixSums scaled = like(sums);
    sums.entries().forEach((weight, entry) -> scale(entry, factor, of(scaled, weight, entry)));
    sums.datasets().forEach(scaled::addDataset);
    scaled.addChunks(Math.max(Math.min(1, sums.chunkCount()), times(sums.chunkCount(), factor)));
    return scaled;
  }

  private static void scale(ImatrixEntry entry, double factor, ImatrixEntry scaled) {
    for (int expert = 0; expert < entry.experts(); expert++) {
      long count = entry.counts()[expert];
      if (count > 0) {
        long wanted = Math.max(1, times(count, factor));
        scaled.counts()[expert] = wanted;
        for (int i = expert * entry.columns(); i < (expert + 1) * entry.columns(); i++) {
          scaled.sums()[i] = entry.sums()[i] * wanted / count;
          if (scaled.plain() != null) {
            scaled.plain()[i] = entry.plain()[i] * wanted / count;
          }
        }
      }
    }
  }

  private static long times(long count, double factor) {
    return Math.round(count * factor);
  }

  /** Tokens of the text: the most that any expert of any weight saw. */
  public static long tokens(ImatrixSums sums) {
    return sums.entries().values().stream().mapToLong(ImatrixEntry::maxCount).max().orElse(0);
  }

  /**
   * What is left of an imatrix without the text of another that was added to it. Weights without a
   * token are left out.
   *
   * @throws LlamaException when the other can't be a part of it, or nothing would be left
   */
  public static ImatrixSums difference(ImatrixSums from, ImatrixSums subtracted) {
    ImatrixSums whole = from.ofText();
    ImatrixSums part = subtracted.ofText();
    part.entries().keySet().stream()
        .filter(weight -> !whole.entries().containsKey(weight))
        .findFirst()
        .ifPresent(weight -> refuse("it has sums of %s, which the imatrix has not", weight));
    ImatrixSums left = like(whole);
    whole
        .entries()
        .forEach(
            (weight, entry) -> {
              ImatrixEntry other = part.entries().get(weight);
              ImatrixEntry rest =
                  other == null ? entry.zeros().add(entry, 1) : difference(weight, entry, other);
              if (rest.maxCount() > 0) {
                of(left, weight, rest).add(rest, 1);
              }
            });
    if (left.entries().isEmpty()) {
      refuse("nothing would be left");
    }
    List<String> datasets = new ArrayList<>(whole.datasets());
    part.datasets().forEach(datasets::remove);
    datasets.forEach(left::addDataset);
    left.addChunks(
        whole.chunkSize() == part.chunkSize()
            ? Math.max(0, whole.chunkCount() - part.chunkCount())
            : tokens(left) / left.chunkSize());
    return left;
  }

  private static ImatrixEntry difference(String weight, ImatrixEntry whole, ImatrixEntry part) {
    if (!whole.fits(part) || part.experts() > whole.experts()) {
      refuse("its sums of %s have another shape", weight);
    }
    ImatrixEntry other = part.asExperts(whole.experts());
    ImatrixEntry left = whole.zeros().add(whole, 1).add(other, -1);
    for (int expert = 0; expert < left.experts(); expert++) {
      long count = left.counts()[expert];
      if (count < 0) {
        refuse(
            "%s has seen %d tokens in it, and %d in all",
            weight, other.counts()[expert], whole.counts()[expert]);
      }
      for (int i = expert * left.columns(); i < (expert + 1) * left.columns(); i++) {
        double rounding = ROUNDING * whole.sums()[i];
        if (left.sums()[i] < -rounding || count == 0 && left.sums()[i] > rounding) {
          refuse("its sums of %s do not add up to those of the imatrix", weight);
        }
        left.sums()[i] = count == 0 ? 0 : Math.max(0, left.sums()[i]);
        if (left.plain() != null && count == 0) {
          left.plain()[i] = 0;
        }
      }
    }
    return left;
  }

  private static void refuse(String reason, Object... details) {
    throw new LlamaException("it is not a part of the imatrix: " + reason.formatted(details));
  }

  /** Without entries, and with what other programs wrote, their statistics apart. */
  private static ImatrixSums like(ImatrixSums sums) {
    ImatrixSums like = new ImatrixSums(sums.chunkSize());
    like.foreign().add(sums.foreign(), false);
    like.noteNextLayers(sums.nextLayers());
    return like;
  }

  private static ImatrixEntry of(ImatrixSums sums, String weight, ImatrixEntry like) {
    return like.plain() == null
        ? sums.entry(weight, like.columns(), like.experts())
        : sums.entryWithPlain(weight, like.columns(), like.experts());
  }
}
