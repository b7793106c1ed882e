package dev.quantloop.tracker.export;

import dev.quantloop.tracker.view.Answer;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The formats in which the result of a query can be written. */
public enum AnswerFormat {
  CSV(CsvAnswer::new),
  /** An array with an object for each row, a line each. */
  JSON(JsonAnswer::new);

  private final Function<Appendable, Answer> writer;

  AnswerFormat(Function<Appendable, Answer> writer) {
    this.writer = writer;
  }

  /** Takes an answer and writes it row by row; the caller flushes and closes {@code out}. */
  public Answer writer(Appendable out) {
    return writer.apply(out);
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
