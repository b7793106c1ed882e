package dev.quantloop.app.machine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Main memory that this process could still use, page cache counted as free. */
public final class AvailableMemory {
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Path CGROUP = Path.of("/sys/fs/cgroup");

  private AvailableMemory() {}

  /** In bytes; on systems other than Linux an upper bound, all the memory there is. */
  public static long bytes() {
    try {
      return Math.min(ofMachine(), ofCgroup());
    } catch (IOException | RuntimeException e) {
      return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
          .getTotalMemorySize();
    }
  }

  private static long ofMachine() throws IOException {
    return field(MEMINFO, "MemAvailable:") * 1024;
  }

  /** What the container's limit leaves; without one, no limit. */
  private static long ofCgroup() {
    try {
      long limit = Long.parseLong(Files.readString(CGROUP.resolve("memory.max")).strip());
      long used = Long.parseLong(Files.readString(CGROUP.resolve("memory.current")).strip());
      return limit - used + field(CGROUP.resolve("memory.stat"), "inactive_file");
    } catch (IOException | NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private static long field(Path file, String name) throws IOException {
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split("\\s+");
      if (words[0].equals(name)) {
        return Long.parseLong(words[1]);
      }
    }
    throw new IOException(file + " has no " + name);
  }
}
