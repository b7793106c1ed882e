package dev.quantloop.app.tune;

import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.FlashAttention;
import dev.quantloop.tracker.record.TuningKey;
import java.util.Optional;

/**
 * The lines that a process of trials and the one that started it exchange: words with tabs between.
 * One line asks for a trial, one answers.
 */
final class TrialLine {
  private static final String TAB = "\t";
  private static final String READY = "ready";
  private static final String MEASURED = "measured";
  private static final String SLOW = "slow";
  private static final String FAILED = "failed";

  private TrialLine() {}

  /** What the process says first: where it computes. */
  record Ready(TuningKey key, int contexts) {
    String line() {
      return String.join(
          TAB,
          READY,
          key.device(),
          Integer.toString(key.gpuLayers()),
          key.llamaVersion(),
          Integer.toString(key.nCtx()),
          Integer.toString(contexts));
    }

    /** Empty where the line is another. */
    static Optional<Ready> parse(String line) {
      String[] words = line.split(TAB);
      if (!words[0].equals(READY) || words.length != 6) {
        return Optional.empty();
      }
      TuningKey key =
          new TuningKey(words[1], Integer.parseInt(words[2]), words[3], Integer.parseInt(words[4]));
      return Optional.of(new Ready(key, Integer.parseInt(words[5])));
    }
  }

  /** What is to be tried. */
  record Request(DecodeSettings settings, double slowest) {
    String line() {
      return String.join(
          TAB,
          Integer.toString(settings.contextSize()),
          Integer.toString(settings.batchSize()),
          Integer.toString(settings.ubatchSize()),
          Integer.toString(settings.threads()),
          settings.flashAttention().word(),
          Double.toString(slowest));
    }

    static Request parse(String line) {
      String[] words = line.split(TAB);
      return new Request(
          new DecodeSettings(
              Integer.parseInt(words[0]),
              Integer.parseInt(words[1]),
              Integer.parseInt(words[2]),
              Integer.parseInt(words[3]),
              FlashAttention.parse(words[4])),
          Double.parseDouble(words[5]));
    }
  }

  static String line(TrialOutcome outcome) {
    if (outcome instanceof TrialOutcome.Measured measured) {
      return MEASURED + TAB + measured.tokensPerSecond();
    } else if (outcome instanceof TrialOutcome.TooSlow slow) {
      return SLOW + TAB + slow.limit();
    }
    return FAILED + TAB + ((TrialOutcome.Failed) outcome).reason();
  }

  /** Empty where the line is no answer: something else that the process has printed. */
  static Optional<TrialOutcome> outcome(String line) {
    int tab = line.indexOf(TAB);
    if (tab < 0) {
      return Optional.empty();
    }
    String rest = line.substring(tab + 1);
    return switch (line.substring(0, tab)) {
      case MEASURED -> Optional.of(new TrialOutcome.Measured(Double.parseDouble(rest)));
      case SLOW -> Optional.of(new TrialOutcome.TooSlow(Double.parseDouble(rest)));
      case FAILED -> Optional.of(new TrialOutcome.Failed(rest));
      default -> Optional.empty();
    };
  }
}
