package dev.quantloop.app.console;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.ProgressListener;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * One stage of a command, with a line of its own on the screen: how far it is, how fast, and how
 * long it has to go. Its methods hold the lock of the writer that it is shown on.
 */
public abstract class Stage implements ProgressListener, AutoCloseable {
  final String label;
  private final PrintWriter err;
  private final Clock clock;
  private final String unit;
  private final int tokensEach;
  private final String separator;
  private final long startMillis;
  private long done;
  private long total;
  private boolean ended;

  /**
   * @param separator stands between the parts of the last line
   */
  Stage(PrintWriter err, Clock clock, String label, String unit, int tokensEach, String separator) {
    this.err = err;
    this.clock = clock;
    this.label = label;
    this.unit = unit;
    this.tokensEach = tokensEach;
    this.separator = separator;
    this.startMillis = clock.millis();
  }

  /** Shows that it has advanced, unless that was shown a moment ago. */
  abstract void moved();

  /** Shows that it has ended. */
  abstract void ended(String summary);

  /** Says how much is complete; cheap enough to be called for every chunk or poll. */
  @Override
  public void advanced(long done, long total) {
    synchronized (err) {
      this.done = done;
      this.total = total;
      if (!ended) {
        moved();
      }
    }
  }

  /** Ends the stage with words of its own in place of the last state, such as a result. */
  public void finish(String summary) {
    synchronized (err) {
      if (!ended) {
        ended = true;
        ended(summary);
      }
    }
  }

  /** Ends the stage; does nothing when it has ended. */
  @Override
  public void close() {
    synchronized (err) {
      finish(String.join(separator, state("in " + Numbers.duration(elapsed()))));
    }
  }

  /** Amount, rate, and what is said last; without what is not known. */
  List<String> state(String last) {
    Stream<String> known = isCounted() ? Stream.of(amount(), rate(), last) : Stream.of(last);
    return known.filter(part -> !part.isEmpty()).toList();
  }

  /** Whether it is known how much there is to do. */
  boolean isCounted() {
    return total > 0;
  }

  double fraction() {
    return total <= 0 ? 0 : Math.min(1.0, (double) done / total);
  }

  Duration elapsed() {
    return Duration.ofMillis(clock.millis() - startMillis);
  }

  /** "12/40 chunks". */
  private String amount() {
    return Numbers.part(done, total, unit);
  }

  /** "1.2k tokens/s", or "" while nothing is known or the work is no text. */
  private String rate() {
    double perSecond = unitsPerSecond() * tokensEach;
    return perSecond > 0 ? Numbers.count(perSecond) + " tokens/s" : "";
  }

  /** "1m 20s left", or "" while nothing is known. */
  String left() {
    double perSecond = unitsPerSecond();
    if (perSecond <= 0 || total <= done) {
      return "";
    }
    long seconds = (long) Math.ceil((total - done) / perSecond);
    return (seconds < 60 ? seconds + "s" : Numbers.duration(Duration.ofSeconds(seconds))) + " left";
  }

  private double unitsPerSecond() {
    long millis = elapsed().toMillis();
    return done <= 0 || millis <= 0 ? 0 : done * 1000.0 / millis;
  }
}
