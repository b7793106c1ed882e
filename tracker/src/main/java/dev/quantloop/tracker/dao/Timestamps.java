package dev.quantloop.tracker.dao;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as ISO-8601 UTC text with exactly three decimals, so that text order is time order. */
final class Timestamps {
  private Timestamps() {}

  static String text(Instant instant) {
    String text = instant.truncatedTo(ChronoUnit.MILLIS).toString();
    return text.indexOf('.') < 0 ? text.substring(0, text.length() - 1) + ".000Z" : text;
  }

  static Instant instant(String text) {
    return Instant.parse(text);
  }
}
