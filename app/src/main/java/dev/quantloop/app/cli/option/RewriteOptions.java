package dev.quantloop.app.cli.option;

import dev.quantloop.app.UsageException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.quantize.ImatrixUse;
import dev.quantloop.llama.quantize.LayerPruning;
import dev.quantloop.llama.quantize.LibraryOptions;
import dev.quantloop.llama.quantize.MetadataOverride;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * What llama-quantize offers besides types: a part of the imatrix, of the model, other metadata.
 */
@Command
public final class RewriteOptions {
  @Option(
      names = "--include-weights",
      paramLabel = "NAME",
      description =
          "Use the imatrix only for weights whose name contains this; may come several times.")
  private List<String> include = List.of();

  @Option(
      names = "--exclude-weights",
      paramLabel = "NAME",
      description =
          "Use the imatrix for all but the weights whose name contains this; may come several"
              + " times.")
  private List<String> exclude = List.of();

  @Option(
      names = "--neutral-prior",
      paramLabel = "W",
      defaultValue = "0",
      converter = WholeNumber.CountOrNone.class,
      description =
          "Take importance as if W tokens more had had one of 1 in each column of each expert, which"
              + " steadies experts that saw few tokens (default: what the imatrix has).")
  private int neutralPrior;

  @Option(
      names = "--prune-layers",
      paramLabel = "N,N...",
      converter = Pruning.class,
      description =
          "Leave these layers out. Those after them move up, each with the importance that the"
              + " imatrix has for it.")
  private LayerPruning pruning = LayerPruning.NONE;

  @Option(
      names = "--override-kv",
      paramLabel = "KEY=TYPE:VALUE",
      converter = MetadataEntry.class,
      description =
          "Write other metadata: TYPE is int, float, bool or str; may come several times.")
  private List<MetadataOverride> overrides = List.of();

  @Option(
      names = "--keep-split",
      description =
          "Write as many parts as the model has, named OUT-00001-of-0000N.gguf and so on.")
  private boolean keepSplit;

  @Option(
      names = "--max-buffer-size",
      paramLabel = "MIB",
      defaultValue = "0",
      converter = WholeNumber.CountOrNone.class,
      description =
          "Let llama.cpp keep no more MiB of a tensor in memory, where it knows this option.")
  private int bufferMib;

  /** How the imatrix is used. */
  public ImatrixUse use() {
    if (!include.isEmpty() && !exclude.isEmpty()) {
      throw new UsageException(
          "give --include-weights or --exclude-weights, not both: each says what the other would");
    }
    return new ImatrixUse(include, exclude, neutralPrior);
  }

  public LibraryOptions library() {
    return new LibraryOptions(pruning, overrides, keepSplit, bufferMib);
  }

  /** Reads layer numbers. */
  static final class Pruning implements ITypeConverter<LayerPruning> {
    @Override
    public LayerPruning convert(String text) {
      return understood(() -> LayerPruning.parse(text));
    }
  }

  /** Reads a key with its value. */
  static final class MetadataEntry implements ITypeConverter<MetadataOverride> {
    @Override
    public MetadataOverride convert(String text) {
      return understood(() -> MetadataOverride.parse(text));
    }
  }

  private static <T> T understood(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (LlamaException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
