package dev.quantloop.app.machine;

import com.sun.management.OperatingSystemMXBean;
import dev.quantloop.llama.file.FileOwner;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The machine that this process runs on. */
public final class ThisMachine {
  private static final Path CPUS = Path.of("/sys/devices/system/cpu");
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final ControlGroups GROUPS = new ControlGroups(Path.of("/proc/self"));

  /** For each processor; ggml's threads spin at barriers, so more than one or two are slow. */
  private static final int MOST_THREADS_EACH = 8;

  private ThisMachine() {}

  /** Its name. */
  public static String name() {
    return FileOwner.SELF.host();
  }

  /**
   * Physical cores that this process may use. ggml's threads spin at barriers, so two on one core
   * are slower than one.
   */
  public static int physicalCores() {
    int granted = (int) Math.min(GROUPS.processors(), slurmProcessors(System.getenv()));
    int available = Math.min(granted, Runtime.getRuntime().availableProcessors());
    int cores = distinctCores();
    return Math.max(1, cores == 0 ? available : Math.min(available, cores));
  }

  /** What Slurm has granted a task; not every cluster keeps tasks from taking more. */
  static int slurmProcessors(Map<String, String> environment) {
    String granted = environment.getOrDefault("SLURM_CPUS_PER_TASK", "");
    return granted.matches("[1-9]\\d{0,5}") ? Integer.parseInt(granted) : Integer.MAX_VALUE;
  }

  /** CPU threads of which more would make no sense, however many processors are lent to us. */
  public static int mostThreads() {
    int processors = Runtime.getRuntime().availableProcessors();
    try (DirectoryStream<Path> cpus = Files.newDirectoryStream(CPUS, "cpu[0-9]*")) {
      for (Path cpu : cpus) {
        processors =
            Math.max(processors, 1 + Integer.parseInt(cpu.getFileName().toString().substring(3)));
      }
    } catch (IOException | RuntimeException e) {
      // Then the JVM's number has to do.
    }
    return MOST_THREADS_EACH * processors;
  }

  /** 0 where Linux does not tell. */
  private static int distinctCores() {
    Set<String> cores = new HashSet<>();
    try (DirectoryStream<Path> cpus = Files.newDirectoryStream(CPUS, "cpu[0-9]*")) {
      for (Path cpu : cpus) {
        Path siblings = cpu.resolve("topology/thread_siblings_list");
        if (Files.isReadable(siblings)) {
          cores.add(Files.readString(siblings).strip());
        }
      }
      return cores.size();
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  /**
   * Bytes of main memory that this process could still use, page cache counted as free; on systems
   * other than Linux an upper bound, all the memory there is.
   */
  public static long availableMemory() {
    try {
      return Math.min(memoryOfMachine(), GROUPS.memory());
    } catch (IOException | RuntimeException e) {
      return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
          .getTotalMemorySize();
    }
  }

  private static long memoryOfMachine() throws IOException {
    return field(MEMINFO, "MemAvailable:") * 1024;
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
