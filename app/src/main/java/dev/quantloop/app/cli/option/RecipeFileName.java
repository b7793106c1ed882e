package dev.quantloop.app.cli.option;

import dev.quantloop.app.create.CreateAllocation.RecipeFile;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.quantize.QuantType;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;

/** FILE or FILE:TYPE, of a recipe of tensor types. */
public final class RecipeFileName implements ITypeConverter<RecipeFile> {
  @Override
  public RecipeFile convert(String text) {
    int colon = text.lastIndexOf(':');
    try {
      return new RecipeFile(
          Path.of(text.substring(0, colon)),
          Optional.of(QuantType.parse(text.substring(colon + 1))));
    } catch (LlamaException | IndexOutOfBoundsException e) {
      return new RecipeFile(Path.of(text), Optional.empty());
    }
  }
}
