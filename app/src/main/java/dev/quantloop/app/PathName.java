package dev.quantloop.app;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Names of files that need not be text. On Unix they are bytes: Java opens a file that it has found
 * in a directory whatever it is called, but two of them may have the same {@link Path#toString}.
 */
public final class PathName {
  private PathName() {}

  /** The path, with an escape such as {@code \xe9} for each byte that is not UTF-8. */
  public static String of(Path path) {
    if (isPlain(path.toString())) {
      return path.toString();
    }
    String directory = path.isAbsolute() ? "" : spelled(bytes(Path.of(""))) + "/";
    return spelled(bytes(path)).substring(directory.length());
  }

  /** The path that a text names, also as {@link #of} does where there is such a file. */
  public static Path parse(String name) {
    Path path = Path.of(name);
    if (Files.exists(path)) {
      return path;
    }
    // Java makes a path of bytes from an address only, in which %5C stands for a backslash.
    String address = path.toUri().getRawPath().replaceAll("%5Cx([89a-f][0-9a-f])", "%$1");
    Path named = Path.of(URI.create("file://" + address));
    return Files.exists(named) ? named : path;
  }

  /**
   * Whether a text is what it was decoded from, in whichever locale: all its characters are ASCII.
   */
  public static boolean isPlain(String decoded) {
    return decoded.chars().allMatch(character -> character < 0x80 && character != '?');
  }

  /** Bytes as UTF-8, with an escape for each that is not. */
  public static String spelled(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate("\\x00".length() * bytes.length);
    for (CoderResult result = decoder.decode(in, out, true);
        result.isError();
        result = decoder.decode(in, out, true)) {
      for (int i = 0; i < result.length(); i++) {
        out.put("\\x%02x".formatted(in.get()));
      }
    }
    return out.flip().toString();
  }

  /** Those of the absolute path, which Java shows nowhere but in its address. */
  public static byte[] bytes(Path path) {
    String address = path.toUri().getRawPath().replaceFirst("(?<=.)/$", "");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < address.length(); i++) {
      boolean escaped = address.charAt(i) == '%';
      bytes.write(escaped ? Integer.parseInt(address, i + 1, i + 3, 16) : address.charAt(i));
      i += escaped ? 2 : 0;
    }
    return bytes.toByteArray();
  }
}
