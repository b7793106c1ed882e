package dev.quantloop.app.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * The limits of Linux's control groups, versions 1 and 2, on this process: those of its own group
 * and of all around it that can be seen. Batch systems, systemd and containers limit a group
 * further up than the one a process is in.
 */
final class ControlGroups {
  private static final String UNLIMITED = "max";

  /** Version 1 gives what comes close to 2^63 where there is no limit. */
  private static final long MOST_BYTES = 1L << 60;

  private final Path process;

  /**
   * @param process what the kernel tells of the process: {@code /proc/self}
   */
  ControlGroups(Path process) {
    this.process = process;
  }

  /** Bytes that the strictest group leaves, page cache counted as free; no limit without one. */
  long memory() {
    return Math.min(
        least(groups(""), ControlGroups::memoryLeft),
        least(groups("memory"), ControlGroups::memoryLeftOfVersion1));
  }

  /** Processors that the strictest group grants, a part of one counted as one. */
  long processors() {
    return Math.min(
        least(groups(""), ControlGroups::processors),
        least(groups("cpu"), ControlGroups::processorsOfVersion1));
  }

  private static long least(List<Path> groups, ToLongFunction<Path> limit) {
    return groups.stream().mapToLong(limit).min().orElse(Long.MAX_VALUE);
  }

  private static long memoryLeft(Path group) {
    long limit = Math.min(number(group, "memory.max"), number(group, "memory.high"));
    return left(limit, number(group, "memory.current"), group, "");
  }

  private static long memoryLeftOfVersion1(Path group) {
    // The least of all groups around, also of those that a container does not see.
    long around = field(group, "memory.stat", "hierarchical_memory_limit").orElse(Long.MAX_VALUE);
    long limit = Math.min(number(group, "memory.limit_in_bytes"), around);
    return left(limit, number(group, "memory.usage_in_bytes"), group, "total_");
  }

  /**
   * @param prefix of the fields that count the groups within, too
   */
  private static long left(long limit, long used, Path group, String prefix) {
    if (limit > MOST_BYTES || used == Long.MAX_VALUE) {
      return limit > MOST_BYTES ? Long.MAX_VALUE : limit;
    }
    long cache =
        field(group, "memory.stat", prefix + "inactive_file").orElse(0)
            + field(group, "memory.stat", prefix + "active_file").orElse(0);
    return Math.max(0, limit - Math.max(0, used - cache));
  }

  private static long processors(Path group) {
    String[] quotaAndPeriod = text(group, "cpu.max").split(" ");
    return quotaAndPeriod.length == 2
        ? processors(number(quotaAndPeriod[0]), number(quotaAndPeriod[1]))
        : Long.MAX_VALUE;
  }

  private static long processorsOfVersion1(Path group) {
    return processors(number(group, "cpu.cfs_quota_us"), number(group, "cpu.cfs_period_us"));
  }

  private static long processors(long quota, long period) {
    boolean limited = quota > 0 && quota < Long.MAX_VALUE && period > 0;
    return limited ? (quota - 1) / period + 1 : Long.MAX_VALUE;
  }

  /**
   * The process's own group and those around it, as directories.
   *
   * @param controller of version 1; "" for version 2
   */
  private List<Path> groups(String controller) {
    List<Path> groups = new ArrayList<>();
    for (String line : lines(process.resolve("cgroup"))) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && Arrays.asList(parts[1].split(",")).contains(controller)) {
        mounts(controller).forEach(mount -> groups.addAll(mount.upFrom(parts[2])));
      }
    }
    return groups;
  }

  /** Where a hierarchy of groups is seen, and which of its groups is at the top there. */
  private record Mount(Path place, String top) {
    List<Path> upFrom(String group) {
      List<Path> groups = new ArrayList<>();
      for (Path at = directory(group); at.startsWith(place); at = at.getParent()) {
        groups.add(at);
      }
      return groups;
    }

    /** A group out of sight is taken for the one at the top. */
    private Path directory(String group) {
      String below =
          top.equals("/") ? group : group.substring(Math.min(top.length(), group.length()));
      boolean seen =
          (top.equals("/") || (group + "/").startsWith(top + "/")) && !group.contains("..");
      return seen ? place.resolve(below.replaceFirst("^/+", "")).normalize() : place;
    }
  }

  private List<Mount> mounts(String controller) {
    List<Mount> mounts = new ArrayList<>();
    for (String line : lines(process.resolve("mountinfo"))) {
      String[] halves = line.split(" - ", 2);
      String[] mount = halves[0].split(" ");
      String[] system = halves[halves.length - 1].split(" ");
      if (mount.length > 4 && system.length > 2 && isOf(controller, system)) {
        mounts.add(new Mount(Path.of(mount[4].replace("\\040", " ")), mount[3]));
      }
    }
    return mounts;
  }

  private static boolean isOf(String controller, String[] system) {
    return controller.isEmpty()
        ? system[0].equals("cgroup2")
        : system[0].equals("cgroup") && Arrays.asList(system[2].split(",")).contains(controller);
  }

  private static OptionalLong field(Path group, String file, String name) {
    return lines(group.resolve(file)).stream()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> number(line.substring(name.length() + 1)))
        .findFirst();
  }

  private static long number(Path group, String file) {
    return number(text(group, file));
  }

  private static long number(String text) {
    try {
      return text.equals(UNLIMITED) ? Long.MAX_VALUE : Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private static String text(Path group, String file) {
    List<String> lines = lines(group.resolve(file));
    return lines.isEmpty() ? UNLIMITED : lines.get(0).strip();
  }

  /** None where there is no such file, as at the top of a hierarchy. */
  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }
}
