package dev.quantloop.llama.model;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.NextnLayers;
import dev.quantloop.llama.jna.LibLlama;
import dev.quantloop.llama.library.LlamaLibrary;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the layer of a model that predicts a further token can be run for itself, as
 * llama-imatrix does from v0.8 on with --nextn: on the hidden states of the other layers.
 *
 * @param layer its number
 * @param ownHead whether it has an output layer of its own, which is then run as well
 */
public record NextnRun(long layer, boolean ownHead) {
  private static final String SET_STATES = "_Z26llama_set_embeddings_nextnP13llama_contextbb";
  private static final String GET_STATES = "_Z26llama_get_embeddings_nextnP13llama_context";

  /** Those for which llama.cpp v0.5 has a graph of that layer alone. */
  private static final Set<String> ARCHITECTURES =
      Set.of(
          "bailingmoe3",
          "cohere2moe",
          "deepseek2",
          "deepseek32",
          "glm-dsa",
          "glm4moe",
          "hy_v3",
          "mimo2",
          "nemotron_h_moe",
          "qwen35",
          "qwen35moe",
          "qwen3next",
          "step35");

  /** Of a model for which there is no {@link #obstacle}. */
  public static NextnRun of(GgufFile model) {
    long layer = NextnLayers.of(model).first();
    return new NextnRun(layer, has(model, layer, "shared_head_head"));
  }

  private static boolean has(GgufFile model, long layer, String part) {
    return model.modelTensors().containsKey("blk.%d.nextn.%s.weight".formatted(layer, part));
  }

  /**
   * The same of any model.
   *
   * @throws LlamaException where there is an obstacle
   */
  public static NextnRun require(LlamaLibrary library, GgufFile model) {
    obstacle(library, model)
        .ifPresent(
            obstacle -> {
              throw new LlamaException(model.path() + " " + obstacle);
            });
    return of(model);
  }

  /** Why it can't be run, in words that follow the model's name; empty where it can. */
  public static Optional<String> obstacle(LlamaLibrary library, GgufFile model) {
    NextnLayers layers = NextnLayers.of(model);
    String architecture = model.metadata().text("general.architecture").orElse("");
    if (layers.isEmpty()) {
      return Optional.of("has no layers that predict further tokens");
    } else if (layers.numbers().size() > 1) {
      return Optional.of(
          "has %d layers that predict further tokens, and only a single one can be run"
              .formatted(layers.numbers().size()));
    } else if (!has(model, layers.first(), "eh_proj")
        || !has(model, layers.first(), "enorm")
        || !has(model, layers.first(), "hnorm")) {
      return Optional.of("lacks the tensors with which its last layer predicts further tokens");
    } else if (!ARCHITECTURES.contains(architecture)) {
      return Optional.of(
          "is of the architecture %s, for which llama.cpp can't run the layer that predicts further tokens"
              .formatted(architecture));
    }
    boolean known =
        library.layout().has("llama_context_params.ctx_type")
            && LibLlama.has(library.lib(), SET_STATES)
            && LibLlama.has(library.lib(), GET_STATES);
    return known
        ? Optional.empty()
        : Optional.of(
            "has a layer that predicts further tokens, which this llama.cpp can't run for itself");
  }
}
