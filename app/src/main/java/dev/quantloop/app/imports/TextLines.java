package dev.quantloop.app.imports;

import dev.quantloop.app.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A small text: UTF-8, or UTF-16 with its mark, as shells of Windows write logs. Lines end with LF,
 * CRLF or CR.
 */
record TextLines(Path file, List<String> lines) {
  private static final long MOST_BYTES = 256L << 20;

  /** Empty where the file is no text. */
  static Optional<TextLines> read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(file);
      Charset charset = charset(bytes);
      String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
      return plain.indexOf('\0') >= 0
          ? Optional.empty()
          : Optional.of(new TextLines(file, plain.lines().toList()));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UserException("can't read " + file + ": " + e.getMessage(), e);
    }
  }

  private static Charset charset(byte[] bytes) {
    int first = bytes.length < 2 ? 0 : (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
    return first == 0xFEFF
        ? StandardCharsets.UTF_16BE
        : first == 0xFFFE ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
  }

  /** "kld.log:17: it is cut short". */
  UserException refused(int line, String why) {
    return new UserException("%s:%d: %s".formatted(file, line, why));
  }

  String name() {
    return file.getFileName().toString();
  }

  /** The name without its ending. */
  String title() {
    return name().replaceFirst("(?<=.)\\.[A-Za-z]{2,4}$", "");
  }
}
