package dev.quantloop.app.allocate;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.format.Amounts;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.quantize.QuantType;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How large a recipe's file may be: as large as that of a stock type, so many bytes, or so many
 * bits a weight.
 *
 * @param text as it was asked for: Q3_K_M, 12.3MiB, 3.5bpw
 */
public record SizeTarget(
    String text, Optional<QuantType> like, OptionalLong fileBytes, OptionalDouble bitsPerWeight) {
  private static final String BITS = "bpw";

  /** As large as a stock type's. */
  public static SizeTarget like(QuantType type) {
    if (!type.quantizes()) {
      throw new UsageException("%s quantizes nothing; give another --like".formatted(type));
    }
    return new SizeTarget(
        type.name(), Optional.of(type), OptionalLong.empty(), OptionalDouble.empty());
  }

  /** A size such as 12.3MiB, of a file. */
  public static SizeTarget size(String text) {
    try {
      long bytes = Amounts.bytes(text);
      return new SizeTarget(
          text.strip(), Optional.empty(), OptionalLong.of(bytes), OptionalDouble.empty());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage() + " (--target-size)");
    }
  }

  /** So many bits a weight, on average over all weights. */
  public static SizeTarget bits(String text) {
    try {
      double bits = Double.parseDouble(text.strip());
      if (bits > 0 && bits <= 32) {
        String plain = new BigDecimal(text.strip()).stripTrailingZeros().toPlainString();
        return new SizeTarget(
            plain + BITS, Optional.empty(), OptionalLong.empty(), OptionalDouble.of(bits));
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new UsageException("'%s' is no number of bits a weight (--target-bpw)".formatted(text));
  }

  /** The target that has this text. */
  public static SizeTarget parse(String text) {
    try {
      return like(QuantType.parse(text));
    } catch (LlamaException e) {
      return text.endsWith(BITS)
          ? bits(text.substring(0, text.length() - BITS.length()))
          : size(text);
    }
  }

  @Override
  public String toString() {
    return like.isPresent() ? "as large as " + text : text;
  }
}
