package dev.quantloop.app.cli.option;

import dev.quantloop.app.format.Amounts;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an amount of bytes. */
public final class ByteCount implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    try {
      return Amounts.bytes(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
