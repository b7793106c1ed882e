package dev.quantloop.llama.library;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds, among the lines in which libllama complains, the sentence that says why. */
final class FailureReason {
  /** Names of functions, and the words that every complaint begins with. */
  private static final Pattern PREFIX = Pattern.compile("^(\\w+ ?: +|(?i:error|warning): +)+");

  /** "failed to quantize: the reason", "error loading model: the reason". */
  private static final Pattern WRAPPED =
      Pattern.compile("^(?:failed to|error|unable to|could not)\\b[^:'\"]*: +(\\D.*)");

  /** Says that, not why. */
  private static final Pattern THAT =
      Pattern.compile(
          "^(failed to .*|The result will be garbage.*|aborting.*|exiting.*)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern WORD = Pattern.compile("\\p{L}{2}");

  private FailureReason() {}

  /**
   * The last reason; where there is none, the first that failed, since inner functions report
   * before outer ones; "" where nothing was said.
   *
   * @param lines oldest first
   */
  static String of(List<String> lines) {
    String reason = "";
    for (String line : lines) {
      String message = PREFIX.matcher(line.strip()).replaceFirst("");
      Matcher wrapped = WRAPPED.matcher(message);
      if (wrapped.matches()) {
        message = PREFIX.matcher(wrapped.group(1)).replaceFirst("");
      }
      boolean why = !THAT.matcher(message).matches();
      if (WORD.matcher(message).find() && (why || reason.isEmpty())) {
        reason = message;
      }
    }
    return reason;
  }
}
