package dev.quantloop.app.format;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads figures as people write them; the counterpart of {@link Numbers}. */
public final class Amounts {
  private static final Pattern TOKENS = Pattern.compile("(\\d+(?:\\.\\d+)?)([kKmM]?)");

  private static final Pattern BYTES =
      Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?) ?([kmgt]?)(ib|b)?");
  private static final BigDecimal MOST_BYTES = BigDecimal.valueOf(64L << 40);
  private static final List<String> PREFIXES = List.of("", "k", "m", "g", "t");

  private Amounts() {}

  /**
   * The size of a file: 4GiB and 4G are binary, 4GB is decimal, and a bare number is bytes.
   *
   * @throws IllegalArgumentException with what to say of any other text
   */
  public static long bytes(String text) {
    Matcher form = BYTES.matcher(text.toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      throw new IllegalArgumentException("'%s' is not a size, such as 4GiB".formatted(text));
    }
    int step = "b".equals(form.group(3)) ? 1000 : 1024;
    BigDecimal bytes =
        new BigDecimal(form.group(1))
            .multiply(BigDecimal.valueOf(step).pow(PREFIXES.indexOf(form.group(2))));
    if (bytes.compareTo(BigDecimal.ONE) < 0 || bytes.compareTo(MOST_BYTES) > 0) {
      throw new IllegalArgumentException(
          "'%s' is not the size of a file: 1 byte to 64 TiB".formatted(text));
    }
    return bytes.longValue();
  }

  /** A number of tokens: {@code 8192}, {@code 64k}, {@code 1.5M}; empty for anything else. */
  public static OptionalLong tokens(String text) {
    Matcher form = TOKENS.matcher(text);
    if (!form.matches()) {
      return OptionalLong.empty();
    }
    double value = Double.parseDouble(form.group(1)) * factor(form.group(2));
    return value >= 1 && value <= 1e12 ? OptionalLong.of(Math.round(value)) : OptionalLong.empty();
  }

  private static double factor(String suffix) {
    return switch (suffix) {
      case "k", "K" -> 1e3;
      case "m", "M" -> 1e6;
      default -> 1;
    };
  }

  /** A share from 0 to below 1: {@code 1%} or {@code 0.01}; empty for anything else. */
  public static OptionalDouble share(String text) {
    boolean percent = text.endsWith("%");
    try {
      double number = Double.parseDouble(percent ? text.substring(0, text.length() - 1) : text);
      double value = percent ? number / 100 : number;
      return value >= 0 && value < 1 ? OptionalDouble.of(value) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** What to say of a text that is not a number of tokens. */
  public static String noTokens(String text) {
    return "'" + text + "' is not a number of tokens from 1 to 1000000M, such as 8192, 64k or 1.5M";
  }

  /** What to say of a text that is no share. */
  public static String noShare(String text) {
    return "'" + text + "' is not a share from 0 to 100 %; write 1% or 0.01";
  }
}
