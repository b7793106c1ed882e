package dev.quantloop.app.worker;

import dev.quantloop.llama.library.LlamaLibrary;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The log file of a run: what the worker and libllama printed. */
public final class RunLog {
  private static final int TAIL_BYTES = 64 << 10;

  private static final int LAST_LINES = 3;
  private static final int CRASH_LINES = 40;

  /** The signal and the frame in the JVM's words on a crash of native code. */
  private static final Pattern CRASH = Pattern.compile("#\\s+(SIG[A-Z]+.*|[CVJj]\\s+\\[.*)");

  private RunLog() {}

  /**
   * What a process that is gone printed last, in one line: signal and frame where native code
   * crashed, else its last lines. Empty where it printed nothing.
   */
  static String lastLines(Path file) {
    List<String> crash =
        tail(file, CRASH_LINES).stream()
            .map(CRASH::matcher)
            .filter(Matcher::matches)
            .map(line -> line.group(1))
            .toList();
    return String.join(" | ", crash.isEmpty() ? tail(file, LAST_LINES) : crash).strip();
  }

  /** Why the process ended, if it could say so itself before it did. */
  static Optional<String> ownReason(Path file) {
    return tail(file, 1).stream()
        .filter(line -> line.contains(LlamaLibrary.FAREWELL))
        .map(line -> line.substring(line.indexOf(LlamaLibrary.FAREWELL)))
        .findFirst();
  }

  /** The last lines that are not blank, oldest first; none where there is no log. */
  public static List<String> tail(Path file, int lines) {
    try {
      List<String> all =
          LogPart.tail(file, TAIL_BYTES, true).lines().stream()
              .filter(line -> !line.isBlank())
              .toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (UncheckedIOException e) {
      return List.of();
    }
  }
}
