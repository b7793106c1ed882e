package dev.quantloop.app.corpus;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds documents that repeat earlier ones: the same text, or nearly the same by {@link MinHash}.
 */
final class Duplicates {
  /** Jaccard similarity of word 5-grams from which two texts count as nearly the same. */
  static final double NEARLY = 0.8;

  /** Bins of a signature that candidates have in common: 95 of 100 pairs at 0.8 are found. */
  private static final int BAND = 8;

  /** More candidates than this share a phrase, not a text. */
  private static final int MOST_CANDIDATES = 32;

  private final List<ReadDocument> documents;
  private final Match[] matches;

  /**
   * That a document repeats an earlier one.
   *
   * @param earlier its index
   * @param similarity 1 for the same text; else estimated, 0 to 1
   */
  record Match(int earlier, double similarity) {
    boolean exact() {
      return similarity == 1;
    }
  }

  private Duplicates(List<ReadDocument> documents) {
    this.documents = documents;
    this.matches = new Match[documents.size()];
  }

  /** What each document repeats; null for those that repeat nothing. */
  static Match[] of(List<ReadDocument> documents) {
    Duplicates duplicates = new Duplicates(documents);
    duplicates.findExact();
    for (int band = 0; band < MinHash.BINS / BAND; band++) {
      duplicates.findNear(band);
    }
    return duplicates.matches;
  }

  private void findExact() {
    Map<String, Integer> bySha256 = new HashMap<>();
    for (int i = 0; i < matches.length; i++) {
      Integer earlier = bySha256.putIfAbsent(documents.get(i).sha256(), i);
      matches[i] = earlier == null ? null : new Match(earlier, 1);
    }
  }

  /** Compares the documents that agree in a band of their signatures. */
  private void findNear(int band) {
    long[] keys = new long[matches.length];
    int count = 0;
    for (int i = 0; i < matches.length; i++) {
      int[] signature = documents.get(i).signature();
      if (signature != null && (matches[i] == null || !matches[i].exact())) {
        keys[count++] = (long) hash(signature, band) << 32 | i;
      }
    }
    Arrays.sort(keys, 0, count);
    int start = 0;
    for (int k = 1; k < count; k++) {
      start = keys[k] >> 32 == keys[start] >> 32 ? start : k;
      for (int j = start; j < Math.min(k, start + MOST_CANDIDATES); j++) {
        compare((int) keys[j], (int) keys[k]);
      }
    }
  }

  private void compare(int earlier, int later) {
    double similarity =
        Math.min(
            Math.nextDown(1.0),
            MinHash.similarity(
                documents.get(earlier).signature(), documents.get(later).signature()));
    if (similarity >= NEARLY
        && (matches[later] == null || similarity > matches[later].similarity())) {
      matches[later] = new Match(earlier, similarity);
    }
  }

  private static int hash(int[] signature, int band) {
    int hash = 0;
    for (int i = band * BAND; i < (band + 1) * BAND; i++) {
      hash = hash * 31 + signature[i];
    }
    return hash;
  }
}
