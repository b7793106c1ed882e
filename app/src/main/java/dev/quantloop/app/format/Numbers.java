package dev.quantloop.app.format;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them; the same in every locale. */
public final class Numbers {
  private Numbers() {}

  /** 950, 12.4k, 3.1M: three significant digits at least. */
  public static String count(double value) {
    return scaled(value, 1000, "", "k", "M", "G", "T");
  }

  /** 1st, 2nd, 3rd, 4th, 11th, 21st. */
  public static String ordinal(int number) {
    boolean teen = number / 10 % 10 == 1;
    String ending =
        switch (teen ? 0 : number % 10) {
          case 1 -> "st";
          case 2 -> "nd";
          case 3 -> "rd";
          default -> "th";
        };
    return number + ending;
  }

  /** "1 row", "12,345 rows". */
  public static String counted(long count, String one) {
    return String.format(Locale.US, "%,d %s", count, plural(count, one));
  }

  /** "1 row", "12345 rows". */
  public static String amount(long count, String one) {
    return count + " " + plural(count, one);
  }

  /** "12/40 chunks"; things of which there may be one, by their plural. */
  public static String part(long done, long total, String things) {
    return done + "/" + amount(total, things.replaceFirst("s$", ""));
  }

  /** What stands after a number of things. The only place that makes plurals. */
  public static String plural(long count, String one) {
    if (count == 1) {
      return one;
    } else if (one.endsWith("corpus")) {
      return one.substring(0, one.length() - 2) + "ora";
    }
    return one.endsWith("y") ? one.substring(0, one.length() - 1) + "ies" : one + "s";
  }

  /** The verb of so many things: "has" or "have". */
  public static String verb(long count, String one, String several) {
    return count == 1 ? one : several;
  }

  /** "12.4k tokens". */
  public static String tokens(long tokens) {
    return count(tokens) + " " + plural(tokens, "token");
  }

  /** 512 B, 1.2 GiB. */
  public static String bytes(long bytes) {
    return scaled(bytes, 1024, " B", " KiB", " MiB", " GiB", " TiB", " PiB");
  }

  private static String scaled(double value, int step, String... units) {
    double scaled = value;
    int unit = 0;
    while (Math.abs(scaled) >= step - 0.05 && unit < units.length - 1) {
      scaled /= step;
      unit++;
    }
    return unit == 0
        ? Math.round(value) + units[0]
        : String.format(Locale.ROOT, scaled < 99.95 ? "%.1f%s" : "%.0f%s", scaled, units[unit]);
  }

  /** 0.4s, 45s, 3m 20s, 2h 05m, 3d 4h. */
  public static String duration(Duration duration) {
    long seconds = Math.round(duration.toMillis() / 1000.0);
    if (duration.toMillis() < 9950) {
      return String.format(Locale.US, "%.1fs", duration.toMillis() / 1000.0);
    } else if (seconds < 60) {
      return seconds + "s";
    } else if (seconds < 3600) {
      return String.format(Locale.US, "%dm %02ds", seconds / 60, seconds % 60);
    } else if (seconds < 86_400) {
      return String.format(Locale.US, "%dh %02dm", seconds / 3600, seconds / 60 % 60);
    }
    return String.format(Locale.US, "%dd %dh", seconds / 86_400, seconds / 3600 % 24);
  }

  /**
   * How long ago something was, in its largest unit only: "just now", "5 min ago", "3 h ago". So an
   * idle screen has next to nothing to send.
   */
  public static String age(Duration age) {
    if (age.toMinutes() < 1) {
      return "just now";
    } else if (age.toHours() < 1) {
      return age.toMinutes() + " min ago";
    }
    return age.toDays() < 1 ? age.toHours() + " h ago" : age.toDays() + " d ago";
  }

  /** The value with so many significant digits and no exponent: 0.0731, 12.35, 130. */
  public static String significant(double value, int digits) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "–" : value > 0 ? "∞" : "-∞";
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    int scale = Math.max(0, digits - 1 - (rounded.precision() - rounded.scale() - 1));
    return rounded.setScale(scale, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** A figure of nats or a score: four decimals, or four significant digits where it is small. */
  public static String score(double value) {
    return Math.abs(value) >= 0.1 || value == 0 ? fixed(value, 4) : significant(value, 4);
  }

  /** The value with so many decimals. */
  public static String fixed(double value, int decimals) {
    return Double.isFinite(value)
        ? String.format(Locale.US, "%." + decimals + "f", value)
        : significant(value, 1);
  }

  /** A ratio as a percentage: 0.1234 becomes 12.3 %. */
  public static String percent(double ratio, int decimals) {
    return fixed(ratio * 100, decimals) + " %";
  }

  /** The same with its sign: +1.2 %, -0.4 %. */
  public static String change(double ratio, int decimals) {
    String text = percent(ratio, decimals);
    return text.startsWith("-") || !Double.isFinite(ratio) ? text : "+" + text;
  }
}
