package dev.quantloop.app.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of tokens on the command line: {@code 8192}, {@code 64k}, {@code 1.5M}. */
record TokenCount(long value) {
  private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)([kKmM]?)");

  static final class Converter implements ITypeConverter<TokenCount> {
    @Override
    public TokenCount convert(String text) {
      Matcher form = FORM.matcher(text);
      if (form.matches()) {
        double value = Double.parseDouble(form.group(1)) * factor(form.group(2));
        if (value >= 1 && value <= 1e12) {
          return new TokenCount(Math.round(value));
        }
      }
      throw new TypeConversionException(
          "'" + text + "' is no number of tokens; write 8192, 64k or 1.5M");
    }

    private static double factor(String suffix) {
      return switch (suffix) {
        case "k", "K" -> 1e3;
        case "m", "M" -> 1e6;
        default -> 1;
      };
    }
  }
}
