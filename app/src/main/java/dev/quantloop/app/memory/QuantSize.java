package dev.quantloop.app.memory;

import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.quantize.QuantType;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a quant of a model will be, before there is one. Within some 15 % for models of usual
 * shape; overrides of single tensors are not counted.
 */
public final class QuantSize {
  private static final int LARGE_BLOCK = 256;
  private static final int IMATRIX_BYTES_A_NAME = 128;

  private static final Pattern BITS = Pattern.compile("(?:I?Q|TQ|MXFP|NVFP)(\\d).*");

  private QuantSize() {}

  /** By the type's name; 16 for those that don't quantize. */
  public static int nominalBits(String quantType) {
    Matcher form = BITS.matcher(quantType);
    return form.matches() ? Integer.parseInt(form.group(1)) : 16;
  }

  /**
   * Of a file that is made of another, whose metadata it takes over.
   *
   * @param fileBytes of the other
   */
  public static long bytes(long fileBytes, List<GgufTensor> tensors, QuantType type) {
    long before = tensors.stream().mapToLong(GgufTensor::bytes).sum();
    return fileBytes - before + tensors.stream().mapToLong(tensor -> bytes(tensor, type)).sum();
  }

  /** Of one tensor. */
  static long bytes(GgufTensor tensor, QuantType type) {
    if (type == QuantType.COPY || !isWeight(tensor)) {
      return tensor.bytes();
    }
    boolean fits = tensor.dimension(0) % LARGE_BLOCK == 0;
    return Math.round(tensor.elements() * (fits ? usualBits(type) : bitsOfShortRows(type)) / 8);
  }

  /**
   * An imatrix of the model: a sum for each column of each weight in a block.
   *
   * @param bytesASum 4 in the file of an iteration, 8 in the ledger
   */
  public static long imatrixBytes(List<GgufTensor> model, int bytesASum) {
    return model.stream()
        .filter(tensor -> isWeight(tensor) && tensor.name().startsWith("blk."))
        .mapToLong(t -> t.dimension(0) * t.dimension(2) * bytesASum + IMATRIX_BYTES_A_NAME)
        .sum();
  }

  /** Norms and biases stay as they are. */
  private static boolean isWeight(GgufTensor tensor) {
    return tensor.dimension(1) > 1 && tensor.name().endsWith("weight");
  }

  /**
   * Bits a weight of all the tensors of a mix; measured on Llama 3.1 8B by llama.cpp's makers where
   * they have published it.
   */
  public static double usualBits(QuantType type) {
    return switch (type) {
      case Q1_0 -> 1.5;
      case TQ1_0, IQ1_S -> 2.00;
      case IQ1_M -> 2.15;
      case IQ2_XXS, TQ2_0 -> 2.38;
      case IQ2_XS, Q2_0 -> 2.59;
      case IQ2_S -> 2.74;
      case IQ2_M -> 2.93;
      case Q2_K_S -> 2.97;
      case Q2_K -> 3.16;
      case IQ3_XXS -> 3.25;
      case IQ3_XS -> 3.50;
      case Q3_K_S -> 3.64;
      case IQ3_S -> 3.66;
      case IQ3_M -> 3.76;
      case Q3_K_M -> 4.00;
      case Q3_K_L -> 4.30;
      case IQ4_XS -> 4.46;
      case IQ4_NL, Q4_K_S, Q4_0, MXFP4_MOE -> 4.68;
      case Q4_K_M -> 4.89;
      case Q4_1 -> 5.10;
      case Q5_0, Q5_K_S -> 5.57;
      case Q5_K_M -> 5.70;
      case Q5_1 -> 6.0;
      case Q6_K -> 6.56;
      case Q8_0 -> 8.5;
      case F16, BF16 -> 16;
      case F32, COPY -> 32;
    };
  }

  /** llama.cpp takes a type with small blocks for rows that large blocks don't fit. */
  private static double bitsOfShortRows(QuantType type) {
    return switch (type) {
      case Q4_K_S, Q4_K_M -> 5.5;
      case Q5_K_S, Q5_K_M -> 6.0;
      case Q6_K -> 8.5;
      default -> Math.max(4.5, usualBits(type));
    };
  }
}
