package dev.quantloop.app.tune;

import dev.quantloop.llama.probe.ExitReason;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Why a trial has failed, in a few words. */
final class TrialFailure {
  private static final String OUT_OF_MEMORY = "out of memory";

  /** How llama.cpp, its backends and Java say so. */
  private static final Pattern MEMORY =
      Pattern.compile("out of memory|alloc|\\(-2\\)", Pattern.CASE_INSENSITIVE);

  private static final int KILLED = 128 + 9;
  private static final String PREFIX = "quantloop: ";

  private TrialFailure() {}

  /** Of what was reported. */
  static String reason(String message) {
    return MEMORY.matcher(message).find() ? OUT_OF_MEMORY : message;
  }

  /**
   * Of a process that has ended.
   *
   * @param said what it printed last
   */
  static String reason(int status, List<String> said) {
    if (status == KILLED || said.stream().anyMatch(line -> MEMORY.matcher(line).find())) {
      return OUT_OF_MEMORY;
    }
    return complaint(said).orElseGet(() -> ExitReason.of(status, said));
  }

  /** Of a process that could not even load the model. */
  static String notLoaded(int status, List<String> said) {
    return complaint(said)
        .orElseGet(() -> "loading the model failed: " + ExitReason.of(status, said));
  }

  /** What this program said of itself before it ended, if only after half a line of another's. */
  private static Optional<String> complaint(List<String> said) {
    return said.stream()
        .filter(line -> line.contains(PREFIX))
        .reduce((one, next) -> next)
        .map(line -> line.substring(line.lastIndexOf(PREFIX) + PREFIX.length()));
  }
}
