package dev.quantloop.app.tui.screen;

import dev.quantloop.app.machine.ProcessTable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A machine on which two seconds pass from sample to sample, three of them computed. */
final class ToldProcesses implements ProcessTable {
  private final String host;
  private long samples;

  ToldProcesses(String host) {
    this.host = host;
  }

  /** How often it was asked. */
  long samples() {
    return samples;
  }

  @Override
  public String host() {
    return host;
  }

  @Override
  public Optional<Duration> cpuTime(long pid) {
    return Optional.of(Duration.ofSeconds(3 * samples));
  }

  @Override
  public OptionalLong residentBytes(long pid) {
    return OptionalLong.of(3_300_000_000L);
  }

  @Override
  public Map<Long, Long> gpuBytes() {
    return Map.of(4242L, 17_500_000_000L);
  }

  @Override
  public long nanos() {
    return 2_000_000_000L * ++samples;
  }
}
