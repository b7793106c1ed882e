package dev.quantloop.llama.file;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The process that works on a temporary file or directory. Its name tells, so that a later process
 * can delete what a killed one has left: {@code .NAME.HOST-PROCESS.part} for the file {@code NAME}.
 * Machines can share a file system, and of another machine's processes nothing is known here.
 *
 * @param host the machine's name
 * @param process its number there
 */
public record FileOwner(String host, long process) {
  /** This process. */
  public static final FileOwner SELF = new FileOwner(hostName(), ProcessHandle.current().pid());

  /** A temporary file or directory of this process, beside the one that it is to become. */
  public static Path temporary(Path target, String ending) {
    return SELF.temporaryOf(target, ending);
  }

  /** The same of this owner. */
  public Path temporaryOf(Path target, String ending) {
    return target.resolveSibling(
        ".%s.%s-%d%s".formatted(target.getFileName(), host, process, ending));
  }

  /**
   * The temporary files and directories of a target, with their owners.
   *
   * @param ending of their names, a regular expression
   */
  public static Map<Path, FileOwner> beside(Path target, String ending) throws IOException {
    String name = Pattern.quote(target.getFileName().toString());
    Pattern form = Pattern.compile("\\." + name + "\\.(.+)-(\\d{1,18})" + ending);
    Map<Path, FileOwner> found = new TreeMap<>();
    try (Stream<Path> siblings = Files.list(target.toAbsolutePath().getParent())) {
      for (Path sibling : siblings.toList()) {
        Matcher parts = form.matcher(sibling.getFileName().toString());
        if (parts.matches()) {
          found.put(sibling, new FileOwner(parts.group(1), Long.parseLong(parts.group(2))));
        }
      }
    }
    return found;
  }

  /** What other machines have not finished of a target, or have left there: a line for each. */
  public static List<String> notesOfOthers(Path target) throws IOException {
    return beside(target, "(\\.\\d+)?\\.(part|old)").entrySet().stream()
        .filter(one -> one.getValue().isElsewhere())
        .map(
            one ->
                "%s belongs to a process of the machine %s: delete it if that does not write to it any more"
                    .formatted(one.getKey(), one.getValue().host()))
        .toList();
  }

  /** Whether it is another machine's, so that nobody here can tell if it is still at work. */
  public boolean isElsewhere() {
    return !host.equals(SELF.host);
  }

  /** Whether it was a process of this machine, and is no more. */
  public boolean isGone() {
    return !isElsewhere() && ProcessHandle.of(process).isEmpty();
  }

  /**
   * As {@link #isGone}, for what this process itself does not have: the process that had its number
   * is no more, as it happens in containers.
   */
  public boolean isGoneOrHadThisNumber() {
    return isGone() || equals(SELF);
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
