package dev.quantloop.app.machine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What some processes used at a moment.
 *
 * @param nanos the moment, on the clock of the {@link ProcessTable}
 * @param processes by their pids; those that are gone are missing
 */
public record UsageSample(long nanos, Map<Long, ProcessUsage> processes) {
  public static final UsageSample NONE = new UsageSample(0, Map.of());

  /**
   * What a process uses of this machine.
   *
   * @param cpuTime since its start
   * @param cores that it kept busy since the sample before; empty in the first
   * @param residentBytes of memory; empty where the system does not tell
   * @param gpuBytes of a GPU's memory; empty without an NVIDIA GPU
   */
  public record ProcessUsage(
      Duration cpuTime, OptionalDouble cores, OptionalLong residentBytes, OptionalLong gpuBytes) {}

  public UsageSample {
    processes = Map.copyOf(processes);
  }

  /**
   * @param before the sample that shares of time are counted from
   */
  public static UsageSample take(ProcessTable table, Set<Long> pids, UsageSample before) {
    long now = table.nanos();
    Map<Long, Long> gpu = pids.isEmpty() ? Map.of() : table.gpuBytes();
    Map<Long, ProcessUsage> processes = new HashMap<>();
    for (long pid : pids) {
      table
          .cpuTime(pid)
          .map(
              cpu ->
                  new ProcessUsage(
                      cpu,
                      before.cores(pid, cpu, now),
                      table.residentBytes(pid),
                      gpu.containsKey(pid) ? OptionalLong.of(gpu.get(pid)) : OptionalLong.empty()))
          .ifPresent(usage -> processes.put(pid, usage));
    }
    return new UsageSample(now, processes);
  }

  private OptionalDouble cores(long pid, Duration cpu, long now) {
    ProcessUsage before = processes.get(pid);
    return before == null || now <= nanos
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) cpu.minus(before.cpuTime()).toNanos() / (now - nanos));
  }

  public Optional<ProcessUsage> of(long pid) {
    return Optional.ofNullable(processes.get(pid));
  }
}
