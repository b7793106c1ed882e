package dev.quantloop.llama.gguf;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tensor types that ggml (llama.cpp v0.8.0) stores, with the geometry of their blocks: a row is
 * a whole number of blocks of {@link #blockSize()} elements, each {@link #blockBytes()} bytes long.
 */
public enum GgmlType {
  F32(0, 1, 4),
  F16(1, 1, 2),
  Q4_0(2, 32, 18),
  Q4_1(3, 32, 20),
  Q5_0(6, 32, 22),
  Q5_1(7, 32, 24),
  Q8_0(8, 32, 34),
  Q8_1(9, 32, 36),
  Q2_K(10, 256, 84),
  Q3_K(11, 256, 110),
  Q4_K(12, 256, 144),
  Q5_K(13, 256, 176),
  Q6_K(14, 256, 210),
  Q8_K(15, 256, 292),
  IQ2_XXS(16, 256, 66),
  IQ2_XS(17, 256, 74),
  IQ3_XXS(18, 256, 98),
  IQ1_S(19, 256, 50),
  IQ4_NL(20, 32, 18),
  IQ3_S(21, 256, 110),
  IQ2_S(22, 256, 82),
  IQ4_XS(23, 256, 136),
  I8(24, 1, 1),
  I16(25, 1, 2),
  I32(26, 1, 4),
  I64(27, 1, 8),
  F64(28, 1, 8),
  IQ1_M(29, 256, 56),
  BF16(30, 1, 2),
  TQ1_0(34, 256, 54),
  TQ2_0(35, 256, 66),
  MXFP4(39, 32, 17),
  NVFP4(40, 64, 36),
  Q1_0(41, 128, 18),
  Q2_0(42, 64, 18),
  F8_E4M3(43, 1, 1);

  private static final Set<GgmlType> NOT_OF_WEIGHTS =
      EnumSet.of(I8, I16, I32, I64, F64, Q8_1, Q8_K);

  private static final Pattern DIGITS = Pattern.compile("\\d+");

  private final int id;
  private final int blockSize;
  private final int blockBytes;

  GgmlType(int id, int blockSize, int blockBytes) {
    this.id = id;
    this.blockSize = blockSize;
    this.blockBytes = blockBytes;
  }

  /** The type with this number in a file; empty for removed types and those of newer versions. */
  public static Optional<GgmlType> of(int id) {
    return Stream.of(values()).filter(type -> type.id == id).findFirst();
  }

  /** The type of this name, in upper or lower case. */
  public static Optional<GgmlType> named(String name) {
    return Stream.of(values()).filter(type -> type.name().equalsIgnoreCase(name)).findFirst();
  }

  /** Bits of a number without what its block adds: 4 of Q4_K, of IQ4_XS and of MXFP4. */
  public int width() {
    Matcher digits = DIGITS.matcher(name());
    return digits.find() ? Integer.parseInt(digits.group()) : Integer.MAX_VALUE;
  }

  /** The number that stands for this type in files and in the C interface. */
  public int id() {
    return id;
  }

  /** Elements a block. */
  public int blockSize() {
    return blockSize;
  }

  /** Bytes a block. */
  public int blockBytes() {
    return blockBytes;
  }

  /**
   * Whether llama.cpp computes with weights of this type. It ends the process where they are of one
   * of the others: whole numbers, doubles, and blocks for what is computed in between.
   */
  public boolean canBeOfWeights() {
    return !NOT_OF_WEIGHTS.contains(this);
  }

  /** Whether a block holds shared scales, so that writing it loses precision. */
  public boolean quantized() {
    return blockSize > 1;
  }
}
