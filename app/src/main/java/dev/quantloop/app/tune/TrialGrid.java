package dev.quantloop.app.tune;

import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.FlashAttention;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings that are worth a trial, as all combinations of these values.
 *
 * @param contextSize tokens a chunk
 */
public record TrialGrid(
    int contextSize,
    List<Integer> batches,
    List<Integer> ubatches,
    List<Integer> threads,
    List<FlashAttention> flashAttention) {
  private static final int LARGEST_BATCH = 8192;
  private static final int SMALLEST_UBATCH = 128;

  public TrialGrid {
    batches = List.copyOf(batches);
    ubatches = List.copyOf(ubatches);
    threads = List.copyOf(threads);
    flashAttention = List.copyOf(flashAttention);
  }

  /** Whole chunks, doubled up to 8192 tokens, and the usual batch. */
  public static List<Integer> usualBatches(int contextSize) {
    Set<Integer> sizes = new TreeSet<>(wholeChunks(contextSize));
    sizes.add(DecodeSettings.USUAL_BATCH);
    sizes.removeIf(size -> size / contextSize > DecodeSettings.MOST_CHUNKS);
    return List.copyOf(sizes);
  }

  /** Whole chunks and halves of one down to 128 tokens, and the usual micro-batch. */
  public static List<Integer> usualUbatches(int contextSize) {
    Set<Integer> sizes = new TreeSet<>(wholeChunks(contextSize));
    sizes.add(DecodeSettings.USUAL_UBATCH);
    for (int size = contextSize; size >= SMALLEST_UBATCH; size /= 2) {
      sizes.add(size);
    }
    sizes.removeIf(size -> size > LARGEST_BATCH);
    return List.copyOf(sizes);
  }

  private static List<Integer> wholeChunks(int contextSize) {
    List<Integer> sizes = new ArrayList<>(List.of(contextSize));
    for (long size = 2L * contextSize; size <= LARGEST_BATCH; size *= 2) {
      sizes.add((int) size);
    }
    return sizes;
  }

  /** Powers of two below the number of cores, and that number. */
  public static List<Integer> usualThreads(int cores) {
    Set<Integer> counts = new TreeSet<>(List.of(cores));
    for (int count = 1; count < cores; count *= 2) {
      counts.add(count);
    }
    return List.copyOf(counts);
  }

  /**
   * On where the device can, and off; where it can't, to force it on only moves work to the CPU.
   */
  public static List<FlashAttention> usualFlashAttention() {
    return List.of(FlashAttention.AUTO, FlashAttention.OFF);
  }

  /** The same for one number of threads. */
  TrialGrid withThreads(int count) {
    return new TrialGrid(contextSize, batches, ubatches, List.of(count), flashAttention);
  }

  /**
   * Those that differ in how text is decoded; those that {@code first} is like come first.
   *
   * @param contexts that take turns
   */
  public List<DecodeSettings> candidates(int contexts, DecodeSettings first) {
    Set<DecodeSettings> distinct = new LinkedHashSet<>();
    for (int batch : batches) {
      for (int ubatch : ubatches) {
        for (int count : threads) {
          for (FlashAttention choice : flashAttention) {
            distinct.add(
                new DecodeSettings(contextSize, batch, ubatch, count, choice).effective(contexts));
          }
        }
      }
    }
    return distinct.stream()
        .sorted(Comparator.comparing(settings -> !settings.equals(first.effective(contexts))))
        .toList();
  }
}
