package dev.quantloop.app.cli.command;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import dev.quantloop.app.machine.NoInput;
import dev.quantloop.app.tui.screen.RunningCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A child process whose output is read. It stays in this process's group, as in a shell without job
 * control; so do those that it starts, but for workers, which leave it.
 */
final class StreamedCommand implements RunningCommand {
  private static final int SIGHUP = 1;
  private static final int SIGINT = 2;
  private static final int MOST_LINES_AT_ONCE = 1000;

  private final Process process;

  private StreamedCommand(Process process) {
    this.process = process;
  }

  static StreamedCommand start(ProcessBuilder builder) throws IOException {
    return new StreamedCommand(
        builder.redirectErrorStream(true).redirectInput(NoInput.REDIRECT).start());
  }

  void onEnd(Runnable action) {
    process.onExit().thenRun(action);
  }

  @Override
  public int follow(Consumer<List<String>> printed) {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = new ArrayList<>();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
        if (lines.size() >= MOST_LINES_AT_ONCE || !output.ready()) {
          printed.accept(List.copyOf(lines));
          lines.clear();
        }
      }
      printed.accept(lines);
      return process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  @Override
  public void interrupt() {
    signal(SIGINT);
  }

  /** Ends it as a terminal does that is closed: who only follows a run leaves it at work. */
  void hangUp() {
    signal(SIGHUP);
  }

  private void signal(int number) {
    ofGroup().forEach(one -> call("kill", (int) one.pid(), number));
  }

  @Override
  public void kill() {
    ofGroup().forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * The process and those below it, without what has left the group on purpose; itself first, for
   * it must not take the end of its children for their own decision.
   */
  private List<ProcessHandle> ofGroup() {
    int group = call("getpgid", 0);
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .filter(one -> call("getpgid", (int) one.pid()) == group)
        .toList();
  }

  private static int call(String name, Object... arguments) {
    Function function = NativeLibrary.getInstance("c").getFunction(name);
    return function.invokeInt(arguments);
  }
}
