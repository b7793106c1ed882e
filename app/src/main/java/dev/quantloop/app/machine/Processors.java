package dev.quantloop.app.machine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The processors of this machine. */
public final class Processors {
  private static final Path CPUS = Path.of("/sys/devices/system/cpu");

  private Processors() {}

  /**
   * Physical cores that this process may use. ggml's threads spin at barriers, so two on one core
   * are slower than one.
   */
  public static int physicalCores() {
    int available = Runtime.getRuntime().availableProcessors();
    int cores = distinctCores();
    return Math.max(1, cores == 0 ? available : Math.min(available, cores));
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
}
