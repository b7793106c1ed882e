package dev.quantloop.app.machine;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What the system knows of its processes. */
public interface ProcessTable {
  /** The name of this machine, as runs have it. */
  String host();

  /** CPU time since the start of the process; empty if there is no such process. */
  Optional<Duration> cpuTime(long pid);

  OptionalLong residentBytes(long pid);

  /** Memory on GPUs by process; empty where there is none, or nobody tells. */
  Map<Long, Long> gpuBytes();

  /** Now, on a clock that only tells differences. */
  long nanos();
}
