package dev.quantloop.app.console;

import dev.quantloop.app.format.Numbers;
import java.time.Clock;
import java.time.Duration;

/** Measures a stage: how long it has run, how fast, how long it has to go. Not thread-safe. */
final class StageClock {
  private final Clock clock;
  private final StageUnit work;
  private final long startMillis;
  private long doneBefore;
  private long firstMillis;
  private long done;
  private long total;

  StageClock(Clock clock, StageUnit work) {
    this.clock = clock;
    this.work = work;
    this.startMillis = clock.millis();
    this.firstMillis = startMillis;
  }

  /** What was done before says nothing about the speed. */
  void resumed(long done, long total) {
    doneBefore = done;
    firstMillis = clock.millis();
    advanced(done, total);
  }

  void advanced(long done, long total) {
    this.done = done;
    this.total = total;
  }

  long done() {
    return done;
  }

  long total() {
    return total;
  }

  double fraction() {
    return total <= 0 ? 0 : Math.min(1.0, (double) done / total);
  }

  Duration elapsed() {
    return Duration.ofMillis(clock.millis() - startMillis);
  }

  /** "12/40 chunks", or "3.1/9.0 MiB" where bytes are counted. */
  String amount() {
    if (work.noun().equals(StageUnit.BYTES.noun())) {
      return Numbers.bytes(done) + "/" + Numbers.bytes(total);
    }
    return done + "/" + total + " " + work.noun();
  }

  /** "1.2k tokens/s", or "" while nothing is known or the work is no text. */
  String rate() {
    double perSecond = unitsPerSecond() * work.tokensEach();
    return perSecond > 0 ? Numbers.count(perSecond) + " tokens/s" : "";
  }

  /** "1m 20s left", or "" while nothing is known. */
  String left() {
    double perSecond = unitsPerSecond();
    if (perSecond <= 0 || total <= done) {
      return "";
    }
    long seconds = (long) Math.ceil((total - done) / perSecond);
    return (seconds < 60 ? seconds + "s" : Numbers.duration(Duration.ofSeconds(seconds))) + " left";
  }

  private double unitsPerSecond() {
    long units = done - doneBefore;
    long millis = clock.millis() - firstMillis;
    return units <= 0 || millis <= 0 ? 0 : units * 1000.0 / millis;
  }
}
