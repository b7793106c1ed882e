package dev.quantloop.tracker.record;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a run is: {@code done} of {@code total} units of a stage, at {@code rate} units a second.
 *
 * @param stage its title as it is stored: "4: quantize Q2_K" is the stage {@link RunStage#QUANTIZE}
 *     of iteration 4, which works on a quant type; "4.1" is its first replicate
 * @param unit plural of what is counted, "chunks" or "tensors"
 */
public record RunProgress(String stage, long done, long total, String unit, double rate) {
  private static final Pattern TITLE =
      Pattern.compile(
          Arrays.stream(RunStage.values())
              .map(RunStage::word)
              .collect(Collectors.joining("|", "(?:(\\d+)(?:\\.\\d+)?: )?(", ")(?: (.*))?")));

  public RunProgress {
    parts(stage);
  }

  /**
   * A stage of which nothing is known to be done.
   *
   * @param iteration name of the iteration that is worked on, or ""
   * @param subject what of it the stage works on, such as a quant type; may be empty
   */
  public static RunProgress begin(RunStage stage, String iteration, String subject) {
    String name = iteration.isEmpty() ? "" : iteration + ": ";
    return new RunProgress(name + words(stage.word(), subject), 0, 0, "", 0);
  }

  public RunStage runStage() {
    return RunStage.valueOf(parts(stage).group(2).toUpperCase(Locale.ROOT));
  }

  /** The iteration that is worked on. */
  public OptionalInt iteration() {
    String number = parts(stage).group(1);
    return number == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(number));
  }

  /** What the stage works on, such as a quant type; may be empty. */
  public String subject() {
    String subject = parts(stage).group(3);
    return subject == null ? "" : subject;
  }

  /** The title without the iteration. */
  public String titleInIteration() {
    return words(runStage().word(), subject());
  }

  private static String words(String stage, String subject) {
    return subject.isEmpty() ? stage : stage + " " + subject;
  }

  private static Matcher parts(String title) {
    Matcher parts = TITLE.matcher(title);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no stage of a run: " + title);
    }
    return parts;
  }
}
