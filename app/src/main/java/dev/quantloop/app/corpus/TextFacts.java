package dev.quantloop.app.corpus;

import dev.quantloop.app.source.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.Character.UnicodeScript;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * What is found out about a text while its UTF-8 is read for another purpose: its SHA-256, the
 * signature by which near-duplicates are known, its length, its scripts. Used by one thread.
 */
final class TextFacts {
  private final MessageDigest digest = Sha256.digest();
  private final MinHash words = new MinHash();
  private final long[] scripts;
  private long bytes;
  private long characters;
  private int open;
  private int missing;

  /**
   * @param scripts counts the characters, too, at the ordinal of their script
   */
  TextFacts(long[] scripts) {
    this.scripts = scripts;
  }

  void accept(byte[] utf8, int from, int count) {
    digest.update(utf8, from, count);
    bytes += count;
    for (int i = from; i < from + count; i++) {
      accept(utf8[i]);
    }
  }

  private void accept(byte value) {
    if (value >= 0) {
      character(value);
    } else if ((value & 0xC0) == 0x80) {
      open = open << 6 | value & 0x3F;
      missing--;
      if (missing == 0) {
        character(open);
      }
    } else {
      missing = value >= (byte) 0xF0 ? 3 : value >= (byte) 0xE0 ? 2 : 1;
      open = value & (0x3F >> missing);
    }
  }

  private void character(int character) {
    characters++;
    if (!Character.isValidCodePoint(character)) {
      return;
    }
    words.accept(character);
    UnicodeScript script =
        character < 128
            ? (character | 32) >= 'a' && (character | 32) <= 'z'
                ? UnicodeScript.LATIN
                : UnicodeScript.COMMON
            : UnicodeScript.of(character);
    scripts[script.ordinal()]++;
  }

  /** Passes a text on as it is read. */
  InputStream passing(InputStream text) {
    return new FilterInputStream(text) {
      @Override
      public int read() throws IOException {
        int value = super.read();
        if (value >= 0) {
          TextFacts.this.accept(new byte[] {(byte) value}, 0, 1);
        }
        return value;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        if (count > 0) {
          TextFacts.this.accept(into, offset, count);
        }
        return count;
      }
    };
  }

  long bytes() {
    return bytes;
  }

  long characters() {
    return characters;
  }

  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  int[] signature() {
    return words.signature();
  }
}
