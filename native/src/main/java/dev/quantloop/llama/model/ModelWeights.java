package dev.quantloop.llama.model;

import com.sun.jna.Pointer;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.jna.Callbacks;
import dev.quantloop.llama.jna.LibGgml;
import dev.quantloop.llama.jna.TensorView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The weights of a loaded model, which can be replaced; valid while the model is open. No context
 * of the model may be decoding meanwhile.
 */
public final class ModelWeights {
  private static final int TOKENS = 32;
  // A scheduler's copy of a weight on another device has one in its name.
  private static final char COPY_MARK = '#';

  private final LibGgml ggml;
  private final Map<String, List<Pointer>> tensors;

  private ModelWeights(LibGgml ggml, Map<String, List<Pointer>> tensors) {
    this.ggml = ggml;
    this.tensors = tensors;
  }

  /**
   * Finds tensors in the graph of a decode; empty where one of them is not in it, as when it is
   * copied to another device to be used.
   *
   * @param model loaded with {@link ModelOptions#withWritableWeights()}
   */
  public static Optional<ModelWeights> of(Model model, Set<String> names) {
    return Optional.of(among(model, names)).filter(found -> found.names().equals(names));
  }

  /** The same for those of the tensors that are in the graph. */
  public static ModelWeights among(Model model, Set<String> names) {
    if (!model.library().layout().has("llama_model_params.load_mode")) {
      return new ModelWeights(model.library().lib(), Map.of());
    }
    Map<String, List<Pointer>> found = new HashMap<>();
    Callbacks.Eval eval =
        (tensor, ask, data) -> {
          note(new TensorView(tensor, model.library().layout()), names, found);
          return (byte) (ask == 0 ? 1 : 0);
        };
    DecodeSettings settings = new DecodeSettings(TOKENS, TOKENS, TOKENS, 1);
    try (Context context = new Context(model, settings, eval, () -> false)) {
      context.decode(new int[TOKENS], Context.steps(settings, 1).get(0), 0);
    }
    return new ModelWeights(model.library().lib(), found);
  }

  /** The tensors that can be replaced. */
  public Set<String> names() {
    return tensors.keySet();
  }

  private static void note(TensorView node, Set<String> names, Map<String, List<Pointer>> found) {
    TensorView source = node.source(0);
    if (source.pointer() == null) {
      return;
    }
    String name = source.name();
    if (name.indexOf(COPY_MARK) < 0 && names.contains(name)) {
      List<Pointer> tensors = found.computeIfAbsent(name, ignored -> new ArrayList<>());
      if (!tensors.contains(source.pointer())) {
        tensors.add(source.pointer());
      }
    }
  }

  /**
   * Replaces a tensor.
   *
   * @param data all of it, in the type that it has
   */
  public void set(String name, Pointer data, long bytes) {
    for (Pointer tensor : tensors.get(name)) {
      if (ggml.ggml_nbytes(tensor) != bytes) {
        throw new LlamaException("%s has another size in memory".formatted(name));
      }
      ggml.ggml_backend_tensor_set(tensor, data, 0, bytes);
    }
  }
}
