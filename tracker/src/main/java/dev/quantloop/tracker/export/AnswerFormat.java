package dev.quantloop.tracker.export;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The formats in which the result of a query can be written. */
public enum AnswerFormat {
  CSV(CsvAnswer::new),
  /** An array with an object for each row, a line each. */
  JSON(JsonAnswer::new);

  private final Function<Appendable, AnswerWriter> writer;

  AnswerFormat(Function<Appendable, AnswerWriter> writer) {
    this.writer = writer;
  }

  /** Takes an answer and writes it row by row; the caller flushes and closes {@code out}. */
  public AnswerWriter writer(Appendable out) {
    return writer.apply(out);
  }

  /** A value as text formats can carry it: bytes as hexadecimal digits. */
  static Object plain(Object value) {
    return value instanceof byte[] blob ? HexFormat.of().formatHex(blob) : value;
  }

  /** By the ending of a file's name; empty for an ending that stands for none. */
  public static Optional<AnswerFormat> ofFile(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (AnswerFormat format : values()) {
      if (lower.endsWith("." + format.name().toLowerCase(Locale.ROOT))) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
