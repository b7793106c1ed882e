package dev.quantloop.app.source;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.PathName;
import dev.quantloop.app.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads text strictly: a byte that is no UTF-8 is an error with its place, never a replacement
 * character. Bytes stay as they are; a byte order mark is not stripped, as in llama.cpp.
 */
public final class Utf8 {
  private Utf8() {}

  public static UserException unreadable(Path file, IOException failure) {
    String reason = FailureMessage.ofAny(failure).replace(": " + file, "");
    return new UserException("can't read " + PathName.of(file) + ": " + reason, failure);
  }

  /**
   * Decodes bytes.
   *
   * @param name what to call the bytes in an error
   * @throws UserException with the offset of the first byte that is NUL or no UTF-8
   */
  public static String decode(String name, byte[] bytes) {
    if (bytes.length >= 2 && isUtf16Mark(bytes)) {
      throw new UserException(
          name + " is UTF-16, not UTF-8; convert it with: iconv -f UTF-16 -t UTF-8");
    }
    int nul = indexOfNul(bytes);
    if (nul >= 0) {
      throw new UserException(name + " is binary, not text: NUL byte at offset " + nul);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(in, out, true);
    if (result.isError()) {
      throw notUtf8(name, bytes, in.position());
    }
    return out.flip().toString();
  }

  static int indexOfNul(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  private static UserException notUtf8(String name, byte[] bytes, int offset) {
    int line = 1;
    for (int i = 0; i < offset; i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    return new UserException(
        "%s is not UTF-8: byte 0x%02X at offset %d (line %d)"
            .formatted(name, bytes[offset], offset, line));
  }

  private static boolean isUtf16Mark(byte[] bytes) {
    int mark = (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
    return mark == 0xFEFF || mark == 0xFFFE;
  }
}
