package dev.quantloop.app.cli.option;

import dev.quantloop.app.format.Amounts;
import java.util.OptionalLong;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of tokens on the command line: {@code 8192}, {@code 64k}, {@code 1.5M}. */
public record TokenCount(long value) {
  public static final class Converter implements ITypeConverter<TokenCount> {
    @Override
    public TokenCount convert(String text) {
      OptionalLong tokens = Amounts.tokens(text);
      return new TokenCount(
          tokens.orElseThrow(() -> new TypeConversionException(Amounts.noTokens(text))));
    }
  }
}
