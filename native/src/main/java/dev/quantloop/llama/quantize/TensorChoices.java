package dev.quantloop.llama.quantize;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.library.LlamaLibrary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tensors of a model are quantized at all, and which types each can get. libllama itself is
 * asked, by dry runs; it leaves one-dimensional tensors, norms, routers and some more as they are.
 * Immutable.
 */
public final class TensorChoices {
  private final Map<String, GgufTensor> all;
  private final Set<String> quantized;
  private final int endOfTypes;

  private TensorChoices(Map<String, GgufTensor> all, Set<String> quantized, int endOfTypes) {
    this.all = all;
    this.quantized = quantized;
    this.endOfTypes = endOfTypes;
  }

  /**
   * A type that a tensor can get.
   *
   * @param bytes of the tensor's data, without the padding that follows
   * @param needsImatrix whether llama.cpp refuses the type for this tensor without importance
   */
  public record Choice(GgmlType type, long bytes, boolean needsImatrix) {}

  /**
   * Asks for those of a model.
   *
   * @throws LlamaException if this version of llama.cpp has no dry runs
   */
  public static TensorChoices of(LlamaLibrary library, GgufFile model) {
    Map<String, GgufTensor> all = new LinkedHashMap<>();
    Set<String> quantized = new TreeSet<>();
    // every tensor that is quantized would take these, whose rows can have any length; no tensor
    // has both of them already
    for (GgmlType type : List.of(GgmlType.BF16, GgmlType.F16)) {
      QuantizeOptions options =
          QuantizeOptions.of(QuantType.Q8_0, null, 1)
              .withTypes(QuantType.Q8_0, List.of(".=" + TensorRules.word(type)));
      QuantForecast forecast =
          Quantizer.forecast(library, model, options, Set.of())
              .orElseThrow(() -> new LlamaException(cannotTell(library, model)));
      for (GgufTensor tensor : forecast.tensors()) {
        GgufTensor source = model.modelTensors().get(tensor.name());
        all.put(tensor.name(), source);
        if (source.type() != tensor.type()) {
          quantized.add(tensor.name());
        }
      }
    }
    return new TensorChoices(all, quantized, library.endOfTensorTypes());
  }

  private static String cannotTell(LlamaLibrary library, GgufFile model) {
    return "llama.cpp %s can't tell which tensors of %s it would quantize: use v0.5.0 or newer"
        .formatted(library.version(), model.path());
  }

  /** The tensors that are quantized, as they are in the model, in the order of a quant's file. */
  public List<GgufTensor> quantized() {
    return all.values().stream().filter(tensor -> quantized.contains(tensor.name())).toList();
  }

  /** The names of all tensors, in the order of a quant's file. */
  Set<String> tensors() {
    return Collections.unmodifiableSet(all.keySet());
  }

  /** The names of the tensors that are quantized. */
  public List<String> names() {
    return quantized().stream().map(GgufTensor::name).toList();
  }

  /**
   * Those of the types that a tensor can get, in the order given: the library knows them, and their
   * blocks fit its rows. Others would give way to larger ones.
   *
   * @param base the type of the file
   * @return empty for a tensor that is not quantized, and where no type fits
   */
  public List<Choice> of(String tensor, Collection<GgmlType> types, QuantType base) {
    if (!quantized.contains(tensor)) {
      return List.of();
    }
    return types.stream()
        .filter(type -> fits(all.get(tensor), type))
        .map(
            type ->
                new Choice(
                    type, as(all.get(tensor), type).bytes(), ImatrixNeed.of(tensor, type, base)))
        .toList();
  }

  private boolean fits(GgufTensor tensor, GgmlType type) {
    return type.id() < endOfTypes && tensor.dimension(0) % type.blockSize() == 0;
  }

  /**
   * Refuses a recipe of which something would not come true.
   *
   * @param weights that the imatrix has importance for; none without one
   * @throws LlamaException for the first tensor that there is not, or that is not quantized, or
   *     whose type it can't get
   */
  public void require(TensorRecipe recipe, Set<String> weights) {
    recipe.types().forEach((name, type) -> require(recipe.base(), name, type, weights));
  }

  private void require(QuantType base, String name, GgmlType type, Set<String> weights) {
    GgufTensor tensor = all.get(name);
    if (tensor == null) {
      throw new LlamaException("the recipe names %s, which the model has not".formatted(name));
    }
    if (!quantized.contains(name)) {
      throw new LlamaException("the recipe names %s, which is never quantized".formatted(name));
    }
    if (type == tensor.type()) {
      return;
    }
    if (!fits(tensor, type)) {
      throw new LlamaException(
          "%s can't become %s: its rows of %d are not whole blocks of %d"
              .formatted(name, type, tensor.dimension(0), type.blockSize()));
    }
    if (!weights.contains(name) && ImatrixNeed.of(name, type, base)) {
      throw new LlamaException(
          "%s can become %s only with an imatrix that covers it".formatted(name, type));
    }
  }

  /**
   * Bytes of all tensors of a quant, with the padding after each: a quant's file without its
   * header.
   *
   * @param recipe which names all tensors that are quantized
   */
  public long bytes(TensorRecipe recipe) {
    List<String> missing = new ArrayList<>(names());
    missing.removeAll(recipe.types().keySet());
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("no type for " + missing.get(0));
    }
    return all.values().stream()
        .map(tensor -> as(tensor, recipe.types().getOrDefault(tensor.name(), tensor.type())))
        .mapToLong(tensor -> GgufFile.padded(tensor.bytes()))
        .sum();
  }

  private static GgufTensor as(GgufTensor tensor, GgmlType type) {
    return new GgufTensor(tensor.name(), type, tensor.shape(), 0);
  }
}
