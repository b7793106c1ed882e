package dev.quantloop.app.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A ratio on the command line: {@code 1%} or {@code 0.01}. */
record Ratio(double value) {
  static final class Converter implements ITypeConverter<Ratio> {
    @Override
    public Ratio convert(String text) {
      boolean percent = text.endsWith("%");
      try {
        double number = Double.parseDouble(percent ? text.substring(0, text.length() - 1) : text);
        double value = percent ? number / 100 : number;
        if (value >= 0 && value < 1) {
          return new Ratio(value);
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new TypeConversionException(
          "'" + text + "' is no share from 0 to 100 %; write 1% or 0.01");
    }
  }
}
