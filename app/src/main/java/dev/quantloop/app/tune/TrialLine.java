package dev.quantloop.app.tune;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.tracker.record.TuningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The lines that a process of trials and the one that started it exchange, each a record as JSON.
 * One line asks for a trial, one answers with a {@link TrialOutcome}.
 */
final class TrialLine {
  private static final JSON FORMAT = JSON.std.with(JSON.Feature.FAIL_ON_UNKNOWN_BEAN_PROPERTY);

  private TrialLine() {}

  /** What the process says first: where it computes. */
  record Ready(TuningKey key, int contexts) {}

  /** What is to be tried. */
  record Request(DecodeSettings settings, double slowest) {}

  static String of(Record message) {
    try {
      return FORMAT.asString(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty where the line is another: something else that the process has printed. */
  static <T extends Record> Optional<T> parse(Class<T> type, String line) {
    try {
      return line.startsWith("{") ? Optional.of(FORMAT.beanFrom(type, line)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
