package dev.quantloop.llama.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Tokenizes a text in windows where it has a run, of white space, of none or of words, that
 * llama.cpp could not take at once: its regular expressions recurse for each character of a match.
 *
 * <p>Windows meet where a token ends: no merge reaches over such a place, so the tokens on both
 * sides do not depend on each other. Tokens near the end of a window are dropped, for what follows
 * may change them, and the next window starts somewhat earlier, so that its first tokens see what
 * comes before.
 */
final class RunCutter {
  /** Characters of a run that the tokenizer's stack has room for, twice over. */
  static final int LONGEST_RUN = 200_000;

  /** Bytes at the end of a window whose tokens are dropped; less than a run of the longest. */
  private static final int DROPPED = 2_000;

  /** Bytes of a window that the one before has, too, at least. */
  private static final int OVERLAP = 64;

  /**
   * So much on both sides of a place is of one kind, so that no rule of the tokenizer cuts there.
   */
  private static final int ALIKE = 4;

  private final int longestRun;
  private final Function<byte[], int[]> tokenizer;
  private final Function<int[], List<byte[]>> pieces;
  private final byte[] text;

  /** Tried with the tokenizer, once and only where a run of digits is cut; null before. */
  private Boolean groupsFromRight;

  /**
   * @param tokenizer gives a text's tokens, without special ones around them
   * @param pieces gives what tokens stand for
   */
  RunCutter(
      int longestRun,
      Function<byte[], int[]> tokenizer,
      Function<int[], List<byte[]>> pieces,
      byte[] text) {
    this.longestRun = longestRun;
    this.tokenizer = tokenizer;
    this.pieces = pieces;
    this.text = text;
  }

  /** Whether the text can be tokenized at once. */
  boolean isShort() {
    return endOfWindow(0) == text.length;
  }

  int[] tokens() {
    IntStream.Builder all = IntStream.builder();
    Cut last = new Cut(0, 0, 0);
    while (last.at() < text.length) {
      int join = last.at();
      int end = endOfWindow(join);
      int[] tokens = window(last.next(), end);
      int first = tokenAt(tokens, last.next(), join);
      if (first < 0) {
        tokens = window(join, end);
        first = tokenAt(tokens, join, join);
      }
      if (first < 0) {
        tokens = tokenizer.apply(Arrays.copyOfRange(text, join, end));
        first = 0;
      }
      last = end == text.length ? new Cut(tokens.length, end, end) : cut(tokens, first, join, end);
      Arrays.stream(tokens, first, last.tokens()).forEach(all::add);
    }
    return all.build().toArray();
  }

  /**
   * SentencePiece puts a blank before a text, which is not to meet what is cut off from its run: a
   * character that merges with neither stands between them.
   */
  private int[] window(int start, int end) {
    byte[] window = Arrays.copyOfRange(text, start - added(start), end);
    if (start > 0) {
      window[0] = (byte) (isBlank(start) ? 'x' : '\n');
    }
    return tokenizer.apply(window);
  }

  private static int added(int start) {
    return start > 0 ? 1 : 0;
  }

  /** Where the first run of the longest allowed ends; the end of the text if none is as long. */
  private int endOfWindow(int start) {
    int alike = 0;
    int words = 0;
    boolean blank = false;
    for (int i = start; i < text.length; i++) {
      if (isStart(i)) {
        alike = isBlank(i) == blank ? alike + 1 : 1;
        words = endsWords(i) ? 0 : words + 1;
        blank = isBlank(i);
        if (Math.max(alike, words) > longestRun) {
          return endOfGroup(start, i);
        }
      }
    }
    return text.length;
  }

  /** Where digits are grouped from the right, a window must end as their run does. */
  private int endOfGroup(int start, int end) {
    int at = end;
    while (at > start + 1 && kind(at) == Kind.DIGIT && groupsFromRight() && !startsGroup(at)) {
      at--;
    }
    return at;
  }

  private boolean groupsFromRight() {
    if (groupsFromRight == null) {
      int[] tokens = tokens("1111111");
      groupsFromRight =
          !Arrays.equals(tokens, tokens("111", "1111"))
              && Arrays.equals(tokens, tokens("1", "111111"));
    }
    return groupsFromRight;
  }

  private int[] tokens(String... parts) {
    return Stream.of(parts)
        .map(part -> tokenizer.apply(part.getBytes(StandardCharsets.US_ASCII)))
        .flatMapToInt(Arrays::stream)
        .toArray();
  }

  /** Some tokenizers match a word with all that follow it. */
  private boolean endsWords(int at) {
    return text[at] == '\n' || kind(at) == Kind.DIGIT || kind(at) == Kind.SIGN;
  }

  /** The token that starts at a place, or −1 if that is within one. */
  private int tokenAt(int[] tokens, int start, int place) {
    if (place == 0) {
      return 0;
    }
    int at = start - added(start);
    for (int i = 0; i < tokens.length && at <= place; i++) {
      if (at == place) {
        return i;
      }
      byte[] piece = piece(tokens[i]);
      boolean blankBefore = i == 0 && piece.length > 0 && piece[0] == ' ';
      at += piece.length - (blankBefore ? 1 : 0);
    }
    return -1;
  }

  /**
   * Where a window is left.
   *
   * @param tokens up to there
   * @param at its place in the text
   * @param next where the next window starts
   */
  private record Cut(int tokens, int at, int next) {}

  private Cut cut(int[] tokens, int first, int join, int end) {
    int possible = -1;
    int latest = end - Math.min(DROPPED, longestRun / 2);
    int at = end;
    int kept = tokens.length;
    while (kept > first && at > join && isPieceBefore(at, tokens[kept - 1])) {
      at -= piece(tokens[--kept]).length;
      if (at > join && at <= latest && isStart(at)) {
        if (isWithinAlike(at)) {
          return withOverlap(tokens, kept, first, at);
        }
        possible = possible < 0 ? kept : possible;
      }
    }
    return possible < 0
        ? new Cut(tokens.length, end, end)
        : withOverlap(tokens, possible, first, end - bytes(tokens, possible));
  }

  private int bytes(int[] tokens, int from) {
    return Arrays.stream(tokens, from, tokens.length).map(token -> piece(token).length).sum();
  }

  private boolean isPieceBefore(int at, int token) {
    byte[] piece = piece(token);
    return piece.length <= at
        && Arrays.equals(piece, Arrays.copyOfRange(text, at - piece.length, at));
  }

  private Cut withOverlap(int[] tokens, int kept, int first, int at) {
    int next = at;
    int before = kept;
    while (before > first && isPieceBefore(next, tokens[before - 1]) && !startsWindow(next, at)) {
      next -= piece(tokens[--before]).length;
    }
    return new Cut(kept, at, startsWindow(next, at) ? next : at);
  }

  private boolean startsWindow(int at, int join) {
    return join - at >= OVERLAP && isStart(at) && (kind(at) != Kind.DIGIT || startsGroup(at));
  }

  private byte[] piece(int token) {
    return pieces.apply(new int[] {token}).get(0);
  }

  private boolean isWithinAlike(int at) {
    if (at < ALIKE || at + ALIKE > text.length) {
      return false;
    }
    for (int i = at - ALIKE; i < at + ALIKE; i++) {
      if (kind(i) != kind(at)) {
        return false;
      }
    }
    return switch (kind(at)) {
      case BLANK -> text[at - 1] == '\n' || text[at - 1] == text[at];
      case DIGIT -> startsGroup(at);
      default -> true;
    };
  }

  private enum Kind {
    BLANK,
    DIGIT,
    LETTER,
    SIGN,
    OTHER
  }

  private Kind kind(int at) {
    byte value = text[at];
    if (value < 0) {
      return Kind.OTHER;
    } else if (isBlank(at)) {
      return Kind.BLANK;
    } else if (value >= '0' && value <= '9') {
      return Kind.DIGIT;
    }
    return Character.isLetter(value) ? Kind.LETTER : Kind.SIGN;
  }

  /** Many tokenizers take three digits together. */
  private boolean startsGroup(int at) {
    int side = groupsFromRight() ? 1 : -1;
    int end = at;
    for (int next = side > 0 ? at : at - 1; isDigit(next); next += side) {
      end += side;
    }
    return (end - at) % 3 == 0;
  }

  private boolean isDigit(int at) {
    return at >= 0 && at < text.length && kind(at) == Kind.DIGIT;
  }

  private boolean isBlank(int at) {
    return text[at] == ' ' || text[at] >= '\t' && text[at] <= '\r';
  }

  private boolean isStart(int at) {
    return at >= text.length || (text[at] & 0xc0) != 0x80;
  }
}
