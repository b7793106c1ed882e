package dev.quantloop.app.corpus;

import java.util.Arrays;

/**
 * Runs of consecutive tokens, remembered as 64-bit hashes. A run of fewer than {@link
 * #FEWEST_DIFFERENT} different tokens does not count: rules, indentation and rows of dots are
 * everywhere.
 */
final class TokenRuns {
  /** Tokens of a run. */
  static final int LENGTH = 12;

  private static final int FEWEST_DIFFERENT = 4;
  private static final long FACTOR = 0x9E3779B97F4A7C15L | 1;

  private long[] table = new long[1 << 10];
  private int size;

  /** Remembers the runs of a text. */
  void add(int[] tokens) {
    runs(
        tokens,
        hash -> {
          put(hash);
          return true;
        });
  }

  /** Whether a text has a run that is remembered. */
  boolean shares(int[] tokens) {
    return size > 0 && !runs(tokens, hash -> !contains(hash));
  }

  private interface Visitor {
    boolean goOn(long hash);
  }

  /** Visits the runs until the visitor has enough; returns whether it never had. */
  private static boolean runs(int[] tokens, Visitor visitor) {
    long leaving = 1;
    for (int i = 0; i < LENGTH; i++) {
      leaving *= FACTOR;
    }
    long hash = 0;
    for (int i = 0; i < tokens.length; i++) {
      hash = hash * FACTOR + tokens[i] + 1;
      if (i >= LENGTH) {
        hash -= leaving * (tokens[i - LENGTH] + 1);
      }
      if (i >= LENGTH - 1 && isVaried(tokens, i) && !visitor.goOn(hash == 0 ? 1 : hash)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isVaried(int[] tokens, int last) {
    int different = 0;
    for (int i = last - LENGTH + 1; i <= last && different < FEWEST_DIFFERENT; i++) {
      boolean seen = false;
      for (int j = last - LENGTH + 1; j < i && !seen; j++) {
        seen = tokens[j] == tokens[i];
      }
      different += seen ? 0 : 1;
    }
    return different >= FEWEST_DIFFERENT;
  }

  private boolean contains(long hash) {
    return table[slot(table, hash)] == hash;
  }

  private void put(long hash) {
    int slot = slot(table, hash);
    if (table[slot] == 0) {
      table[slot] = hash;
      if (++size > table.length / 2) {
        grow();
      }
    }
  }

  private void grow() {
    long[] larger = new long[table.length * 2];
    Arrays.stream(table).filter(hash -> hash != 0).forEach(h -> larger[slot(larger, h)] = h);
    table = larger;
  }

  private static int slot(long[] table, long hash) {
    int slot = (int) ((hash ^ hash >>> 32) & table.length - 1);
    while (table[slot] != 0 && table[slot] != hash) {
      slot = slot + 1 & table.length - 1;
    }
    return slot;
  }
}
