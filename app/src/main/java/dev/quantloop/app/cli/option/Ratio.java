package dev.quantloop.app.cli.option;

import dev.quantloop.app.format.Amounts;
import java.util.OptionalDouble;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A ratio on the command line: {@code 1%} or {@code 0.01}. */
public record Ratio(double value) {
  public static final class Converter implements ITypeConverter<Ratio> {
    @Override
    public Ratio convert(String text) {
      OptionalDouble share = Amounts.share(text);
      return new Ratio(share.orElseThrow(() -> new TypeConversionException(Amounts.noShare(text))));
    }
  }
}
