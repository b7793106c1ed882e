package dev.quantloop.app.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.machine.UsageSample.ProcessUsage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UsageSampleTest {
  /** A machine with what a test says. */
  private static final class Told implements ProcessTable {
    private final Map<Long, Duration> cpu = new HashMap<>();
    private final Map<Long, Long> gpu = new HashMap<>();
    private long nanos;

    @Override
    public String host() {
      return "here";
    }

    @Override
    public Optional<Duration> cpuTime(long pid) {
      return Optional.ofNullable(cpu.get(pid));
    }

    @Override
    public OptionalLong residentBytes(long pid) {
      return OptionalLong.of(1000 * pid);
    }

    @Override
    public Map<Long, Long> gpuBytes() {
      return gpu;
    }

    @Override
    public long nanos() {
      return nanos;
    }
  }

  @Test
  void countsCoresBetweenTwoSamples() {
    Told told = new Told();
    told.cpu.put(7L, Duration.ofSeconds(10));
    told.gpu.put(7L, 512L);
    UsageSample first = UsageSample.take(told, Set.of(7L, 8L), UsageSample.NONE);
    assertEquals(OptionalDouble.empty(), first.of(7).orElseThrow().cores());
    assertTrue(first.of(8).isEmpty());
    told.nanos = 2_000_000_000L;
    told.cpu.put(7L, Duration.ofSeconds(13));
    told.cpu.put(8L, Duration.ofSeconds(1));
    told.gpu.clear();
    UsageSample second = UsageSample.take(told, Set.of(7L, 8L), first);
    assertEquals(
        new ProcessUsage(
            Duration.ofSeconds(13),
            OptionalDouble.of(1.5),
            OptionalLong.of(7000),
            OptionalLong.empty()),
        second.of(7).orElseThrow());
    assertEquals(OptionalDouble.empty(), second.of(8).orElseThrow().cores());
  }

  @Test
  void readsTheMemoryOfAllGpusOfAProcess() {
    assertEquals(
        Map.of(12L, 300L << 20, 99L, 5L << 20),
        SystemProcesses.parse("12, 100\n 12, 200\n99, 5\n7, [N/A]\nNo devices were found\n"));
  }

  @Test
  void knowsThisProcess() {
    SystemProcesses processes = new SystemProcesses();
    long self = ProcessHandle.current().pid();
    assertTrue(processes.cpuTime(self).orElseThrow().toMillis() > 0);
    assertTrue(processes.residentBytes(self).orElseThrow() > 1 << 20);
    assertTrue(processes.cpuTime(Long.MAX_VALUE).isEmpty());
    assertTrue(processes.residentBytes(Long.MAX_VALUE).isEmpty());
  }
}
