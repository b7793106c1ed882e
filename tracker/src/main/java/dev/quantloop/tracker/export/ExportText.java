package dev.quantloop.tracker.export;

import dev.quantloop.tracker.record.ImportedResult;
import dev.quantloop.tracker.record.NoiseFloor;
import dev.quantloop.tracker.record.Note;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureValues;
import dev.quantloop.tracker.stats.Interval;
import dev.quantloop.tracker.view.Judgement;
import dev.quantloop.tracker.view.RankingRow;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;

/** Figures as reports for people have them; the same in every locale. */
final class ExportText {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private ExportText() {}

  static String figure(Figure figure, FigureValues statistics) {
    return figure(figure, statistics.get(figure));
  }

  static String figure(Figure figure, double value) {
    return switch (figure.unit()) {
      case COUNT -> Long.toString((long) value);
      case NATS -> fixed(6, value);
      case PERPLEXITY, RATIO -> fixed(4, value);
      case SHARE, PROBABILITY_CHANGE -> fixed(2, 100 * value) + " %";
    };
  }

  /** "0.034100 to 0.037700"; "" where there is none. */
  static String interval(Figure figure, Optional<Interval> interval) {
    return interval
        .map(
            ends ->
                figure(figure, ends.low()).replace(" %", "") + " to " + figure(figure, ends.high()))
        .orElse("");
  }

  static String fixed(int decimals, double value) {
    return String.format(Locale.US, "%." + decimals + "f", value);
  }

  static String interval(OptionalDouble low, OptionalDouble high, DoubleFunction<String> text) {
    return low.isEmpty() || high.isEmpty()
        ? ""
        : text.apply(low.getAsDouble()) + " to " + text.apply(high.getAsDouble());
  }

  /** Of the change of a composite; "" where there is none. */
  static String interval(Judgement judgement) {
    return interval(judgement.changeLow(), judgement.changeHigh(), ExportText::change);
  }

  /** " (…)" around it; "" where there is none. */
  static String parentheses(String interval) {
    return interval.isEmpty() ? "" : " (" + interval + ")";
  }

  static String change(OptionalDouble change) {
    return change.isPresent() ? change(change.getAsDouble()) : "";
  }

  static String change(double change) {
    double percent = Math.round(10_000 * change) / 100.0; // never a negative zero
    return String.format(Locale.US, percent == 0 ? "%.2f %%" : "%+.2f %%", percent);
  }

  /** "1.20 %", without a sign where it is a gain. */
  static String gain(double gain) {
    return change(gain).replace("+", "");
  }

  /** "4.58 GiB". */
  static String bytes(long bytes) {
    double scaled = bytes;
    int unit = 0;
    while (scaled >= 1023.995 && unit < UNITS.length - 1) {
      scaled /= 1024;
      unit++;
    }
    return (unit == 0 ? Long.toString(bytes) : fixed(2, scaled)) + " " + UNITS[unit];
  }

  /** "no detectable difference, recommended". */
  static String verdict(RankingRow row) {
    return row.verdict().word() + (row.recommended() ? ", recommended" : "");
  }

  /** Without its directory, which is nobody's business. */
  static String fileName(ImportedResult result) {
    return result.file().replaceFirst(".*/", "");
  }

  static String noiseFloor(Optional<NoiseFloor> noiseFloor) {
    return noiseFloor
        .map(
            floor ->
                String.format(
                    Locale.US,
                    "composite %.2e of the baseline against %s, on %s; less is no difference",
                    floor.statistics().composite(),
                    floor.isOfStored() ? "its stored logits" : "itself",
                    amount(floor.chunks(), "chunk")))
        .orElse("not measured");
  }

  /** "iteration 3: as expected", in one line. */
  static String line(Note note) {
    String about = note.iteration().map(number -> "iteration " + number + ": ").orElse("");
    return about + note.text().replaceAll("\\s+", " ");
  }

  /** "1 chunk", "3 chunks". */
  static String amount(long count, String one) {
    return count + " " + one + (count == 1 ? "" : "s");
  }
}
