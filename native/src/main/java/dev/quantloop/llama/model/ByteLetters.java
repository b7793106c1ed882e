package dev.quantloop.llama.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The letters that stand for bytes in vocabularies of byte pairs: printable characters of Latin-1
 * for themselves, the others from U+0100 on.
 */
final class ByteLetters {
  private static final int[] LETTERS = IntStream.range(0, 256).map(ByteLetters::letter).toArray();
  private static final int[] BYTES = new int[512];

  static {
    Arrays.fill(BYTES, -1);
    IntStream.range(0, 256).forEach(value -> BYTES[LETTERS[value]] = value);
  }

  private ByteLetters() {}

  private static int letter(int value) {
    if (isPlain(value)) {
      return value;
    }
    return 256 + (int) IntStream.range(0, value).filter(other -> !isPlain(other)).count();
  }

  private static boolean isPlain(int value) {
    return value > ' ' && value < 127 || value >= 161 && value <= 172 || value >= 174;
  }

  /** The bytes that a token stands for; null where it consists of other letters. */
  static byte[] bytes(String token) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char letter = token.charAt(i);
      if (letter >= BYTES.length || BYTES[letter] < 0) {
        return null;
      }
      bytes[i] = (byte) BYTES[letter];
    }
    return bytes;
  }
}
