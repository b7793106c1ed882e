package dev.quantloop.llama.file;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The process that works on a temporary file or directory. Its name tells, so that a later process
 * can delete what a killed one has left: {@code .NAME@HOST-PROCESS.part} for the file {@code NAME}.
 * Machines can share a network disk, and of another machine's processes nothing is known here. On
 * any other disk all processes are this machine's, whatever it was called: containers get a new
 * name each time.
 *
 * @param host the machine's name
 * @param process its number there
 */
public record FileOwner(String host, long process) {
  /** This process. */
  public static final FileOwner SELF = new FileOwner(hostName(), ProcessHandle.current().pid());

  /** The host of files whose names tell the process alone, as they did in earlier versions. */
  private static final String UNKNOWN_HOST = "(unknown)";

  /** A temporary file or directory of this process, beside the one that it is to become. */
  public static Path temporary(Path target, String ending) {
    return SELF.temporaryOf(target, ending);
  }

  /** The same of this owner. */
  public Path temporaryOf(Path target, String ending) {
    return target.resolveSibling(
        ".%s@%s-%d%s".formatted(target.getFileName(), host, process, ending));
  }

  /**
   * The temporary files and directories of a target, with their owners.
   *
   * @param ending of their names, a regular expression
   */
  public static Map<Path, FileOwner> beside(Path target, String ending) throws IOException {
    return beside(target, "\\.", "@[^@]+-|\\.", ending);
  }

  /**
   * Deletes what processes of this machine have left of a target that were killed.
   *
   * @param ending of its name
   */
  public static void deleteLeftovers(Path target, String ending) throws IOException {
    beside(target, Pattern.quote(ending))
        .forEach(
            (leftover, owner) -> {
              if (owner.isGoneOrHadThisNumber(leftover)) {
                ScratchDirectory.delete(leftover);
              }
            });
  }

  /**
   * Those that earlier versions have left under names which begin with the target's and end with
   * the process.
   *
   * @param between what stands between the two, a regular expression
   */
  public static Map<Path, FileOwner> besideFromEarlier(Path target, String between)
      throws IOException {
    return beside(target, "", between, "");
  }

  private static Map<Path, FileOwner> beside(
      Path target, String before, String between, String after) throws IOException {
    String name = Pattern.quote(target.getFileName().toString());
    Pattern form = Pattern.compile(before + name + "(" + between + ")(\\d{1,18})" + after);
    Map<Path, FileOwner> found = new TreeMap<>();
    try (Stream<Path> siblings = Files.list(target.toAbsolutePath().getParent())) {
      for (Path sibling : siblings.toList()) {
        Matcher parts = form.matcher(sibling.getFileName().toString());
        if (parts.matches()) {
          found.put(sibling, new FileOwner(host(parts.group(1)), Long.parseLong(parts.group(2))));
        }
      }
    }
    return found;
  }

  /** What other machines have not finished of a target, or have left there: a line for each. */
  public static List<String> notesOfOthers(Path target) throws IOException {
    return notesOfOthers(target, NetworkDisk::holds);
  }

  static List<String> notesOfOthers(Path target, Predicate<Path> shared) throws IOException {
    return beside(target, "([.-]\\d+)?\\.(part|old)").entrySet().stream()
        .filter(one -> one.getValue().isElsewhere(one.getKey(), shared))
        .map(
            one ->
                "%s belongs to a process of the machine %s: delete it if that does not write to it any more"
                    .formatted(one.getKey(), one.getValue().host()))
        .toList();
  }

  /** Whether it is another machine's, so that nobody here can tell if it still writes the file. */
  private boolean isElsewhere(Path file) {
    return isElsewhere(file, NetworkDisk::holds);
  }

  private boolean isElsewhere(Path file, Predicate<Path> shared) {
    return !host.equals(SELF.host) && shared.test(file);
  }

  /** Whether the file is of a process of this machine that is no more. */
  public boolean isGone(Path file) {
    return !isElsewhere(file) && ProcessHandle.of(process).isEmpty();
  }

  /**
   * As {@link #isGone}, for what this process itself does not have: the process that had its number
   * is no more, as it happens in containers.
   */
  public boolean isGoneOrHadThisNumber(Path file) {
    return isGone(file) || (process == SELF.process && !isElsewhere(file));
  }

  private static String host(String between) {
    return between.startsWith("@") ? between.substring(1, between.length() - 1) : UNKNOWN_HOST;
  }

  /** Asks no name server where the kernel tells it. */
  private static String hostName() {
    try {
      Path file = Path.of("/proc/sys/kernel/hostname");
      String name =
          Files.isReadable(file)
              ? Files.readString(file).strip()
              : InetAddress.getLocalHost().getHostName();
      return name.replaceAll("[^A-Za-z0-9._-]", "_");
    } catch (IOException e) {
      return "localhost";
    }
  }
}
