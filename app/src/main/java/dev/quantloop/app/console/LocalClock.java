package dev.quantloop.app.console;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The system's clock, which asks for the time zone only when that is wanted: Java looks through
 * every jar for further zones, 40 ms of each start.
 */
final class LocalClock extends Clock {
  @Override
  public ZoneId getZone() {
    return ZoneId.systemDefault();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.system(zone);
  }

  @Override
  public Instant instant() {
    return Clock.systemUTC().instant();
  }
}
