package dev.quantloop.llama.gguf;

import dev.quantloop.llama.LlamaException;
import java.util.Set;

/**
 * Whether a model predicts the next token from those before it, which all that is computed of texts
 * rests on. Others give figures that mean nothing, or end the process.
 */
final class PredictingModel {
  private static final Set<String> EMBEDDING =
      Set.of(
          "bert",
          "modern-bert",
          "nomic-bert",
          "nomic-bert-moe",
          "neo-bert",
          "jina-bert-v2",
          "jina-bert-v3",
          "eurobert",
          "gemma-embedding",
          "gemma-embedding2",
          "llama-embed");
  private static final Set<String> ENCODING = Set.of("t5", "t5encoder");
  private static final Set<String> DIFFUSION = Set.of("dream", "llada", "llada-moe", "rnd1");
  private static final Set<String> DRAFTING = Set.of("eagle3", "dflash", "gemma4-assistant");
  private static final Set<String> NOT_OF_TEXT = Set.of("clip", "wavtokenizer-dec");

  private PredictingModel() {}

  static void require(GgufFile file) {
    String architecture = file.metadata().text("general.architecture").orElse("");
    String kind = kind(architecture);
    if (kind.isEmpty() && !file.metadata().truth(architecture + ".attention.causal", true)) {
      kind = "a model that reads its text in both directions (attention.causal is false)";
    }
    if (!kind.isEmpty()) {
      throw new LlamaException(
          "%s is %s, architecture %s: it does not predict the next token, which an imatrix, a perplexity and a divergence take"
              .formatted(file.path(), kind, GgufParser.printable(architecture)));
    }
  }

  private static String kind(String architecture) {
    if (EMBEDDING.contains(architecture)) {
      return "an embedding model";
    }
    if (ENCODING.contains(architecture)) {
      return "a model with an encoder";
    }
    if (DIFFUSION.contains(architecture)) {
      return "a diffusion model";
    }
    if (DRAFTING.contains(architecture)) {
      return "a draft model, which works beside another one only";
    }
    return NOT_OF_TEXT.contains(architecture) ? "not a language model" : "";
  }
}
