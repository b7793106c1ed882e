package dev.quantloop.llama.model;

/** Finds the characters in bytes of UTF-8. */
final class CharacterBytes {
  private CharacterBytes() {}

  /** Whether a byte does not continue a character. */
  static boolean isStart(byte value) {
    return (value & 0xc0) != 0x80;
  }

  /** Where the character before a place starts; the beginning at the earliest. */
  static int startBefore(byte[] text, int at) {
    int start = at - 1;
    while (start > 0 && !isStart(text[start])) {
      start--;
    }
    return Math.max(start, 0);
  }

  /** Where the character at a place ends. */
  static int endOf(byte[] text, int at, int length) {
    int end = at + 1;
    while (end < length && !isStart(text[end])) {
      end++;
    }
    return end;
  }

  /** The character at a place of a text that is UTF-8. */
  static int codePoint(byte[] text, int at, int length) {
    int end = endOf(text, at, length);
    int value = text[at];
    if (value < 0) {
      value &= 0x7f >> (end - at);
      for (int i = at + 1; i < end; i++) {
        value = value << 6 | text[i] & 0x3f;
      }
    }
    return value;
  }
}
