package dev.quantloop.llama.probe;

import dev.quantloop.llama.library.LlamaLibrary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a child process that runs native code has ended. */
public final class ExitReason {
  private static final Map<Integer, String> SIGNALS =
      Map.of(4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV");
  private static final Pattern JVM_CRASH = Pattern.compile("#\\s+(SIG[A-Z]+) .*");

  private ExitReason() {}

  /**
   * "died of SIGILL", what ggml said when it gave up, or "ended with status 1".
   *
   * @param said lines that the process printed
   */
  public static String of(int status, List<String> said) {
    Optional<String> farewell =
        said.stream().filter(line -> line.contains(LlamaLibrary.FAREWELL)).findFirst();
    if (farewell.isPresent()) {
      return farewell.get().substring(farewell.get().indexOf(LlamaLibrary.FAREWELL));
    }
    // Where the JVM catches the signal it names it on its output and exits with status 1.
    Optional<String> named =
        said.stream()
            .map(JVM_CRASH::matcher)
            .filter(Matcher::matches)
            .map(matcher -> matcher.group(1))
            .findFirst();
    String signal = named.orElse(SIGNALS.get(status > 128 ? status - 128 : -1));
    return signal == null ? "ended with status " + status : "died of " + signal;
  }
}
