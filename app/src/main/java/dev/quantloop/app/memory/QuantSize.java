package dev.quantloop.app.memory;

import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.imatrix.ImatrixCoverage;
import dev.quantloop.llama.quantize.QuantType;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a quant of a model will be, before there is one. Within some 15 % for models of usual
 * shape; overrides of single tensors are not counted.
 */
public final class QuantSize {
  private static final int LARGE_BLOCK = 256;
  private static final int SMALL_BLOCK = 32;
  private static final int IMATRIX_BYTES_A_NAME = 128;

  private static final Pattern BITS = Pattern.compile("(?:I?Q|TQ|MXFP|NVFP)(\\d).*");

  /** Types whose tensors are mostly of blocks of 256. */
  private static final Pattern LARGE_BLOCKS = Pattern.compile("Q\\d_K.*|IQ[123]_.*|IQ4_XS|TQ\\d_0");

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

  /**
   * The share of a model's weights whose rows are too short for the blocks of a type, so that
   * llama.cpp takes other types for them.
   */
  public static double fallbackShare(List<GgufTensor> tensors, String quantType) {
    if (!LARGE_BLOCKS.matcher(quantType).matches()) {
      return 0;
    }
    long all = tensors.stream().mapToLong(GgufTensor::elements).sum();
    String ofShortRows = typeOfShortRows(tensors, quantType);
    List<GgufTensor> made =
        tensors.stream()
            .filter(tensor -> !staysQuantized(tensor, nominalBits(ofShortRows)))
            .toList();
    return (double) ofRows(made, columns -> columns % LARGE_BLOCK != 0) / all;
  }

  /** What llama.cpp takes for most of the weights that fall back, as llama-quant.cpp has it. */
  public static String typeOfShortRows(List<GgufTensor> tensors, String quantType) {
    long fallenBack = ofRows(tensors, columns -> columns % LARGE_BLOCK != 0);
    if (2 * ofRows(tensors, columns -> columns % SMALL_BLOCK != 0) > fallenBack) {
      return "F16";
    } else if (quantType.startsWith("IQ")) {
      return "IQ4_NL";
    }
    return switch (nominalBits(quantType)) {
      case 4 -> "Q5_0";
      case 5 -> "Q5_1";
      case 6 -> "Q8_0";
      default -> "Q4_0";
    };
  }

  /** Whether it is quantized already, to no more bits. */
  private static boolean staysQuantized(GgufTensor tensor, int bits) {
    return tensor.type().quantized() && tensor.type().width() <= bits;
  }

  /** Weights in rows of some lengths. */
  private static long ofRows(List<GgufTensor> tensors, LongPredicate columns) {
    return tensors.stream()
        .filter(tensor -> isWeight(tensor) && columns.test(tensor.dimension(0)))
        .mapToLong(GgufTensor::elements)
        .sum();
  }

  /** Of one tensor. */
  static long bytes(GgufTensor tensor, QuantType type) {
    boolean fits = tensor.dimension(0) % LARGE_BLOCK == 0;
    int width = fits ? nominalBits(type.name()) : (int) bitsOfShortRows(type);
    if (type == QuantType.COPY
        || !isWeight(tensor)
        || type.quantizes() && staysQuantized(tensor, width)) {
      return tensor.bytes();
    }
    return Math.round(tensor.elements() * (fits ? type.usualBits() : bitsOfShortRows(type)) / 8);
  }

  /**
   * An imatrix of the model: sums for each column of each weight in a block.
   *
   * @param bytesAColumn for each sum 4 in the file of an iteration, 8 in the ledger
   */
  public static long imatrixBytes(List<GgufTensor> model, int bytesAColumn) {
    return model.stream()
        .filter(tensor -> isMatrix(tensor) && tensor.name().startsWith("blk."))
        .mapToLong(t -> t.dimension(0) * t.dimension(2) * bytesAColumn + IMATRIX_BYTES_A_NAME)
        .sum();
  }

  /** Others, such as norms, biases and routers, stay as they are. */
  private static boolean isWeight(GgufTensor tensor) {
    return isMatrix(tensor) && !ImatrixCoverage.staysAsItIs(tensor.name());
  }

  private static boolean isMatrix(GgufTensor tensor) {
    return tensor.dimension(1) > 1 && tensor.name().endsWith("weight");
  }

  /** llama.cpp takes a type with small blocks for rows that large blocks don't fit. */
  private static double bitsOfShortRows(QuantType type) {
    return switch (type) {
      case Q4_K_S, Q4_K_M -> 5.5;
      case Q5_K_S, Q5_K_M -> 6.0;
      case Q6_K -> 8.5;
      default -> Math.max(4.5, type.usualBits());
    };
  }
}
