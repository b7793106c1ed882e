package dev.quantloop.app.corpus;

import java.util.Arrays;

/**
 * A signature of a text by which near-duplicates are known: for each of {@link #BINS} classes of
 * word 5-grams, the least hash of those that the text has. The share of bins in which two
 * signatures agree estimates the Jaccard similarity of the two sets of 5-grams, with a standard
 * deviation of at most 0.045. One permutation hashing with rotation: Li, Owen and Zhang 2012,
 * Shrivastava and Li 2014.
 *
 * <p>A word is a run of letters and digits, without regard to case; in scripts that put no blanks
 * between words, each character is one.
 */
final class MinHash {
  static final int BINS = 128;
  private static final int GRAM = 5;

  /** A text of fewer 5-grams has no signature: one word would decide. */
  private static final int FEWEST = 20;

  private final long[] least = new long[BINS];
  private final long[] words = new long[GRAM];
  private long grams;
  private long wordCount;
  private long word;

  MinHash() {
    Arrays.fill(least, Long.MAX_VALUE);
  }

  /** Takes the text's next character. */
  void accept(int character) {
    if (character < 128) {
      if (character >= 'a' && character <= 'z' || character >= '0' && character <= '9') {
        extend(character);
      } else if (character >= 'A' && character <= 'Z') {
        extend(character + ('a' - 'A'));
      } else {
        endWord();
      }
    } else if (Character.isIdeographic(character) || isKana(character)) {
      endWord();
      extend(character);
      endWord();
    } else if (Character.isLetterOrDigit(character)) {
      extend(Character.toLowerCase(character));
    } else if (Character.getType(character) != Character.NON_SPACING_MARK) {
      endWord();
    }
  }

  private static boolean isKana(int character) {
    return character >= 0x3040 && character <= 0x30FF;
  }

  private void extend(int character) {
    word = mixed(word * 31 + character + 1);
  }

  private void endWord() {
    if (word != 0) {
      words[(int) (wordCount++ % GRAM)] = word;
      word = 0;
      if (wordCount >= GRAM) {
        addGram();
      }
    }
  }

  private void addGram() {
    long hash = 0;
    for (int i = 0; i < GRAM; i++) {
      hash = mixed(hash * 31 + words[(int) ((wordCount + i) % GRAM)]);
    }
    int bin = (int) (hash >>> 57);
    least[bin] = Math.min(least[bin], hash & Long.MAX_VALUE);
    grams++;
  }

  /** The finalizer of SplitMix64. */
  private static long mixed(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** The signature of all that was accepted; null where that was a few words only. */
  int[] signature() {
    endWord();
    if (grams < FEWEST) {
      return null;
    }
    int[] signature = new int[BINS];
    for (int bin = 0; bin < BINS; bin++) {
      int filled = bin;
      while (least[filled % BINS] == Long.MAX_VALUE) {
        filled++;
      }
      // A bin borrowed from n bins on agrees only with one that is borrowed from as far.
      signature[bin] = (int) mixed(least[filled % BINS] + (filled - bin));
    }
    return signature;
  }

  /** The estimated Jaccard similarity of two texts, 0 to 1. */
  static double similarity(int[] a, int[] b) {
    int equal = 0;
    for (int bin = 0; bin < BINS; bin++) {
      equal += a[bin] == b[bin] ? 1 : 0;
    }
    return (double) equal / BINS;
  }
}
