package dev.quantloop.llama.quantize;

import dev.quantloop.llama.gguf.GgmlType;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What llama.cpp quantizes with an importance matrix only. */
final class ImatrixNeed {
  /** Types of which llama_model_quantize refuses tensors that have no imatrix. */
  private static final Set<GgmlType> COARSE =
      EnumSet.of(
          GgmlType.IQ3_XXS,
          GgmlType.IQ2_XXS,
          GgmlType.IQ2_XS,
          GgmlType.IQ2_S,
          GgmlType.IQ1_M,
          GgmlType.IQ1_S);

  /** Except these. */
  private static final Set<String> EMBEDDINGS =
      Set.of("token_embd.weight", "per_layer_token_embd.weight", "output.weight");

  /**
   * Coarse types that ggml itself quantizes for no tensor without an imatrix: it ends the process.
   */
  private static final Set<GgmlType> ASSERTED =
      EnumSet.of(GgmlType.IQ2_XXS, GgmlType.IQ2_XS, GgmlType.IQ1_S);

  /** What a pattern has that a name has not. */
  private static final String OF_EXPRESSIONS = "[\\\\^$]|\\(per_layer_\\)\\?";

  private ImatrixNeed() {}

  /**
   * @param mix of which the tensor's type is a part
   */
  static boolean of(String tensor, GgmlType type, QuantType mix) {
    boolean coarse = COARSE.contains(type) || type == GgmlType.Q2_K && mix == QuantType.Q2_K_S;
    return coarse && !EMBEDDINGS.contains(tensor) || ASSERTED.contains(type);
  }

  /** Of the types of the embeddings and of output.weight. */
  static boolean ofEmbeddings(String type) {
    return type != null && GgmlType.named(type).filter(ASSERTED::contains).isPresent();
  }

  /**
   * @param override NAME=TYPE
   */
  static boolean ofOverride(String override) {
    int equals = override.indexOf('=');
    String pattern =
        override
            .substring(0, Math.max(0, equals))
            .toLowerCase(Locale.ROOT)
            .replaceAll(OF_EXPRESSIONS, "");
    String type = override.substring(equals + 1);
    return EMBEDDINGS.stream().anyMatch(name -> name.startsWith(pattern))
        ? ofEmbeddings(type)
        : GgmlType.named(type).filter(COARSE::contains).isPresent();
  }
}
