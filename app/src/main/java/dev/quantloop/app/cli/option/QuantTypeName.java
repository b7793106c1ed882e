package dev.quantloop.app.cli.option;

import dev.quantloop.app.UsageException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.quantize.QuantType;
import java.util.List;
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

  /** Refuses a type that comes again, of those of {@code --quants}. */
  public static void requireDistinct(List<QuantType> types) {
    QuantType.repeated(types)
        .ifPresent(
            type -> {
              throw new UsageException("%s is named twice (--quants)".formatted(type));
            });
  }
}
