package dev.quantloop.llama.model;

import java.util.Arrays;

/**
 * The pairs of characters that stand side by side in some token of a vocabulary. A token can reach
 * over a place in a text only if the characters on both sides of the place are such a pair. Tokens
 * may begin or end in the middle of a character, so parts of characters count as well.
 *
 * <p>Safe to be read from several threads.
 */
final class TokenPairs {
  private static final int BLANK = ' ';
  // U+2581, which stands for a blank in many vocabularies.
  private static final int VISIBLE_BLANK = 0xe29681;

  private long[] table = new long[1 << 10];
  private int count;

  /** Takes the pairs of a token, given as the bytes of text that it stands for. */
  void add(byte[] token) {
    int left = 0;
    for (int start = 0; start < token.length; ) {
      int end = CharacterBytes.endOf(token, start, token.length);
      int unit = unit(token, start, end);
      if (start > 0) {
        put(pair(left, unit));
      }
      left = unit;
      start = end;
    }
  }

  /** Whether a token could reach over a place, at which a character starts. */
  boolean joins(byte[] text, int at, int length) {
    int start = CharacterBytes.startBefore(text, at);
    int end = CharacterBytes.endOf(text, at, length);
    for (int from = start; from < at; from++) {
      int left = unit(text, from, at);
      for (int to = end; to > at; to--) {
        if (contains(pair(left, unit(text, at, to)))) {
          return true;
        }
      }
    }
    return false;
  }

  /** The bytes of a character or of a part of one, in a number. */
  private static int unit(byte[] text, int from, int to) {
    int unit = 0;
    for (int i = from; i < to; i++) {
      unit = unit << 8 | text[i] & 0xff;
    }
    return unit == VISIBLE_BLANK ? BLANK : unit;
  }

  private static long pair(int left, int right) {
    return (long) left << 32 | right & 0xffffffffL;
  }

  private void put(long pair) {
    int slot = slot(pair);
    if (table[slot] != pair) {
      table[slot] = pair;
      if (++count > table.length / 2) {
        grow();
      }
    }
  }

  private void grow() {
    long[] smaller = table;
    table = new long[2 * smaller.length];
    Arrays.stream(smaller).filter(pair -> pair != 0).forEach(pair -> table[slot(pair)] = pair);
  }

  private boolean contains(long pair) {
    return table[slot(pair)] == pair;
  }

  /** Where a pair is, or the free slot where it would be. */
  private int slot(long pair) {
    long hash = pair * 0x9e3779b97f4a7c15L;
    int slot = (int) (hash >>> 32) & table.length - 1;
    while (table[slot] != 0 && table[slot] != pair) {
      slot = slot + 1 & table.length - 1;
    }
    return slot;
  }
}
