package dev.quantloop.app.machine;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A process with all those that it starts. Has no terminal where the system has setsid(1), so that
 * it can't ask anybody anything. Ends with this process at the latest. Thread-safe.
 */
public final class ProcessGroup implements AutoCloseable {
  private static final int TERM = 15;
  private static final int KILL = 9;
  private static final long GRACE_MILLIS = 2000;

  private final Process process;
  private final Thread atExit = new Thread(this::kill);

  private ProcessGroup(Process process) {
    this.process = process;
  }

  /** Starts a command that reads nothing. */
  public static ProcessGroup start(List<String> command) throws IOException {
    List<String> words = new ArrayList<>();
    onPath("setsid").ifPresent(setsid -> words.add(setsid.toString()));
    words.addAll(command);
    ProcessGroup group =
        new ProcessGroup(new ProcessBuilder(words).redirectInput(ChildCommand.NO_INPUT).start());
    Runtime.getRuntime().addShutdownHook(group.atExit);
    return group;
  }

  /** The program that a name without a slash stands for. */
  public static Optional<Path> onPath(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(Pattern.quote(":")))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  public Process process() {
    return process;
  }

  /** Ends what still runs of it: asks first, and does not wait long. */
  @Override
  public void close() {
    List<ProcessHandle> all = all();
    signal(TERM, all);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
    try {
      while (all.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < end) {
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    signal(KILL, all);
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // This process is ending.
    }
  }

  private void kill() {
    signal(KILL, all());
  }

  private List<ProcessHandle> all() {
    return Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
  }

  /** Those that have left the family are reached through the group, others without setsid. */
  private void signal(int signal, List<ProcessHandle> family) {
    NativeLibrary.getInstance("c")
        .getFunction("killpg")
        .invokeInt(new Object[] {Math.toIntExact(process.pid()), signal});
    family.forEach(
        handle -> {
          if (signal == KILL) {
            handle.destroyForcibly();
          } else {
            handle.destroy();
          }
        });
  }
}
