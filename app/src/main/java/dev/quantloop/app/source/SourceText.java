package dev.quantloop.app.source;

import dev.quantloop.app.PathName;
import dev.quantloop.app.UserException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The text of a source: its files' texts in order, a newline between two of them.
 *
 * @param files what was read
 * @param text the joined text
 * @param bytes its length in UTF-8
 * @param sha256 of the joined text in UTF-8, lower-case hexadecimal
 */
public record SourceText(List<Part> files, String text, long bytes, String sha256) {
  /** One file of a source, with the length and the SHA-256 of its bytes. */
  public record Part(Path file, long bytes, String sha256) {}

  public SourceText {
    files = List.copyOf(files);
  }

  /**
   * Reads and joins the files.
   *
   * @throws UserException for a file that is empty, binary or not UTF-8, naming it
   */
  public static SourceText read(List<Path> files) {
    StringBuilder text = new StringBuilder();
    MessageDigest joined = Sha256.digest();
    List<Part> parts = new ArrayList<>();
    long bytes = 0;
    for (Path file : files) {
      byte[] content = Utf8.bytes(file);
      if (!parts.isEmpty()) {
        text.append('\n');
        joined.update((byte) '\n');
        bytes++;
      }
      bytes += content.length;
      if (bytes > Utf8.LARGEST) {
        throw new UserException(
            "the files up to " + PathName.of(file) + " hold more than 1 GiB of text");
      }
      text.append(Utf8.decode(PathName.of(file), content));
      joined.update(content);
      parts.add(new Part(file, content.length, Sha256.of(content)));
    }
    return new SourceText(parts, text.toString(), bytes, HexFormat.of().formatHex(joined.digest()));
  }

  /** A text that comes from no file, such as the demo's. */
  public static SourceText of(String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    return new SourceText(List.of(), text, content.length, Sha256.of(content));
  }
}
