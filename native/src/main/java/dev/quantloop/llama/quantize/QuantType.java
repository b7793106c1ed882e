package dev.quantloop.llama.quantize;

import dev.quantloop.llama.LlamaException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The quantizations that llama-quantize offers: mixes of tensor types, by llama_ftype. Which refuse
 * to work without an importance matrix was tried with each on a dense model.
 */
public enum QuantType {
  Q1_0(40, false, 1.5, "1.125 bpw"),
  Q2_0(41, false, 2.59, "2.25 bpw, groups of 64"),
  Q4_0(2, false, 4.68, "4.5 bpw"),
  Q4_1(3, false, 5.10, "5.0 bpw"),
  MXFP4_MOE(38, false, 4.68, "MXFP4 for experts"),
  Q5_0(8, false, 5.57, "5.5 bpw"),
  Q5_1(9, false, 6.0, "6.0 bpw"),
  IQ2_XXS(19, true, 2.38, "2.06 bpw"),
  IQ2_XS(20, true, 2.59, "2.31 bpw"),
  IQ2_S(28, true, 2.74, "2.5 bpw"),
  IQ2_M(29, true, 2.93, "2.7 bpw"),
  IQ1_S(24, true, 2.00, "1.56 bpw"),
  IQ1_M(31, true, 2.15, "1.75 bpw"),
  TQ1_0(36, false, 2.00, "1.69 bpw, ternary"),
  TQ2_0(37, false, 2.38, "2.06 bpw, ternary"),
  Q2_K(10, false, 3.16, "mix of 2 and more bits"),
  Q2_K_S(21, true, 2.97, "2 bits, small"),
  IQ3_XXS(23, true, 3.25, "3.06 bpw"),
  IQ3_S(26, false, 3.66, "3.44 bpw"),
  IQ3_M(27, false, 3.76, "3.66 bpw mix"),
  IQ3_XS(22, true, 3.50, "3.3 bpw mix"),
  Q3_K_S(11, false, 3.64, "3 bits, small"),
  Q3_K_M(12, false, 4.00, "3 bits, medium"),
  Q3_K_L(13, false, 4.30, "3 bits, large"),
  IQ4_NL(25, false, 4.68, "4.5 bpw, non-linear"),
  IQ4_XS(30, false, 4.46, "4.25 bpw, non-linear"),
  Q4_K_S(14, false, 4.68, "4 bits, small"),
  Q4_K_M(15, false, 4.89, "4 bits, medium"),
  Q5_K_S(16, false, 5.57, "5 bits, small"),
  Q5_K_M(17, false, 5.70, "5 bits, medium"),
  Q6_K(18, false, 6.56, "6 bits"),
  Q8_0(7, false, 8.5, "8 bits"),
  F16(1, false, 16, "half precision"),
  BF16(32, false, 16, "bfloat16"),
  F32(0, false, 32, "single precision"),
  COPY(0, false, 32, "copies the tensors as they are");

  /** Whose kernels look at no importance; tried with each. */
  private static final Set<QuantType> IGNORANT =
      EnumSet.of(Q1_0, Q2_0, MXFP4_MOE, TQ1_0, TQ2_0, Q8_0, F16, BF16, F32, COPY);

  /** Of floating-point numbers, which neither mixes nor patterns touch; tried with each. */
  private static final Set<QuantType> UNQUANTIZED = EnumSet.of(F16, BF16, F32, COPY);

  private static final Map<String, QuantType> ALIASES =
      Map.of("Q3_K", Q3_K_M, "Q4_K", Q4_K_M, "Q5_K", Q5_K_M);

  private final int ftype;
  private final boolean needsImatrix;
  private final double usualBits;
  private final String summary;

  QuantType(int ftype, boolean needsImatrix, double usualBits, String summary) {
    this.ftype = ftype;
    this.needsImatrix = needsImatrix;
    this.usualBits = usualBits;
    this.summary = summary;
  }

  /** Whether weights are made smaller than floating-point numbers. */
  public boolean quantizes() {
    return !UNQUANTIZED.contains(this);
  }

  /** The first that comes again. */
  public static Optional<QuantType> repeated(List<QuantType> types) {
    Set<QuantType> before = EnumSet.noneOf(QuantType.class);
    return types.stream().filter(type -> !before.add(type)).findFirst();
  }

  /** Whether quants are the same with an imatrix and without. */
  public boolean ignoresImatrix() {
    return IGNORANT.contains(this);
  }

  /**
   * The type of a name, in either case, aliases included, or of a llama_ftype number.
   *
   * @throws LlamaException that lists the names
   */
  public static QuantType parse(String name) {
    String wanted = name.strip().toUpperCase(Locale.ROOT);
    for (QuantType type : values()) {
      if (type.name().equals(wanted) || Integer.toString(type.ftype).equals(wanted)) {
        return type;
      }
    }
    QuantType alias = ALIASES.get(wanted);
    if (alias == null) {
      throw new LlamaException(
          "there is no quant type '"
              + name
              + "'; choose one of "
              + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", ")));
    }
    return alias;
  }

  /**
   * Bits a weight of a whole model of this type; measured on Llama 3.1 8B by llama.cpp's makers
   * where they have published it.
   */
  public double usualBits() {
    return usualBits;
  }

  public static List<QuantType> all() {
    return List.of(values());
  }

  /** Whether llama.cpp refuses this type without an importance matrix. */
  public boolean needsImatrix() {
    return needsImatrix;
  }

  /** A few words for a list of types. */
  public String summary() {
    return summary;
  }

  int ftype() {
    return ftype;
  }
}
