package dev.quantloop.app.cli.option;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.quantize.QuantType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a quant type on the command line. */
public final class QuantTypeName implements ITypeConverter<QuantType> {
  @Override
  public QuantType convert(String text) {
    try {
      return QuantType.parse(text);
    } catch (LlamaException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
