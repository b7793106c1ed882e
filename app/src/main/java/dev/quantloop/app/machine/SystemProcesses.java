package dev.quantloop.app.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * This machine's processes, by the JVM, /proc and nvidia-smi. Thread-safe. A machine without
 * nvidia-smi, or on which it hangs, is asked once.
 */
public final class SystemProcesses implements ProcessTable {
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern GPU_LINE = Pattern.compile("(\\d+),\\s*(\\d+)");
  private static final long GPU_PATIENCE_SECONDS = 5;

  // A process of its own takes a while, and memory on a GPU changes seldom.
  private static final long GPU_PERIOD_NANOS = TimeUnit.SECONDS.toNanos(3);

  private boolean gpuTells = true;
  private long gpuAskedAt = Long.MIN_VALUE;
  private Map<Long, Long> gpu = Map.of();

  @Override
  public String host() {
    return ThisMachine.name();
  }

  @Override
  public Optional<Duration> cpuTime(long pid) {
    return ProcessHandle.of(pid).flatMap(process -> process.info().totalCpuDuration());
  }

  @Override
  public OptionalLong residentBytes(long pid) {
    try {
      String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
      Matcher resident = RESIDENT.matcher(status);
      return resident.find()
          ? OptionalLong.of(Long.parseLong(resident.group(1)) << 10)
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public synchronized Map<Long, Long> gpuBytes() {
    long now = nanos();
    if (gpuTells && (gpuAskedAt == Long.MIN_VALUE || now - gpuAskedAt > GPU_PERIOD_NANOS)) {
      gpuAskedAt = now;
      gpu = askGpu();
    }
    return gpu;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  private Map<Long, Long> askGpu() {
    try {
      Process process =
          new ProcessBuilder(
                  "nvidia-smi",
                  "--query-compute-apps=pid,used_memory",
                  "--format=csv,noheader,nounits")
              .redirectInput(ChildCommand.NO_INPUT)
              .redirectErrorStream(true)
              .start();
      if (!process.waitFor(GPU_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        gpuTells = false;
        return Map.of();
      }
      gpuTells = process.exitValue() == 0;
      return parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      gpuTells = false;
      return Map.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  /** Lines of pid and MiB, several of a process that is on several GPUs. */
  static Map<Long, Long> parse(String answer) {
    Map<Long, Long> bytes = new HashMap<>();
    answer
        .lines()
        .map(line -> GPU_LINE.matcher(line.strip()))
        .filter(Matcher::matches)
        .forEach(
            line ->
                bytes.merge(
                    Long.parseLong(line.group(1)), Long.parseLong(line.group(2)) << 20, Long::sum));
    return bytes;
  }
}
