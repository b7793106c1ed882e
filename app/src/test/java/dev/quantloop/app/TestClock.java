package dev.quantloop.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands until a test moves it, or goes on by a step each time it is asked. */
public final class TestClock extends Clock {
  private final Duration step;
  private Instant now;

  private TestClock(Instant now, Duration step) {
    this.now = now;
    this.step = step;
  }

  public static TestClock standingAt(String time) {
    return new TestClock(Instant.parse(time), Duration.ZERO);
  }

  /** The first answer is a step after the start. */
  public static TestClock ticking(String start, Duration step) {
    return new TestClock(Instant.parse(start), step);
  }

  public synchronized void set(String time) {
    now = Instant.parse(time);
  }

  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public synchronized Instant instant() {
    advance(step);
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
