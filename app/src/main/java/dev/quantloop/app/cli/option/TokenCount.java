package dev.quantloop.app.cli.option;

import dev.quantloop.app.format.Amounts;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of tokens on the command line: {@code 8192}, {@code 64k}, {@code 1.5M}. */
public final class TokenCount implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    return Amounts.tokens(text)
        .orElseThrow(() -> new TypeConversionException(Amounts.noTokens(text)));
  }
}
