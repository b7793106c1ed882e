package dev.quantloop.llama.quantize;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Which tensor of a quant gets which type.
 *
 * <p>llama-quantize (v0.5.0 and newer) gives a tensor that it quantizes at all, in this order: the
 * type of {@code --token-embedding-type} or {@code --output-tensor-type} where it is the tensor of
 * that name; the type of the first {@code --tensor-type} whose regular expression finds something
 * in its name; what the mix has for it. So rules reach the embeddings and the output, too, and a
 * recipe needs no other option. A recipe should name every tensor that is quantized: what a mix has
 * for a tensor depends on how many before it were left to the mix.
 *
 * @param base the type of the file, which decides on tensors that have no type here
 * @param types by name of the tensor, in the order in which rules are to be written
 */
public record TensorRecipe(QuantType base, Map<String, GgmlType> types) {
  /**
   * @throws LlamaException if files of the base type are not quantized, so that rules do nothing
   */
  public TensorRecipe {
    if (!base.quantizes()) {
      throw new LlamaException(
          "with %s nothing is quantized, whatever a recipe says".formatted(base));
    }
    types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
  }

  /**
   * What rules say of the tensors of a model.
   *
   * @param names of the tensors that are quantized at all; those that no rule finds have no type
   */
  public static TensorRecipe of(QuantType base, List<TensorRule> rules, Collection<String> names) {
    List<Predicate<String>> finders = rules.stream().map(TensorRule::finder).toList();
    Map<String, GgmlType> types = new LinkedHashMap<>();
    for (String name : names) {
      IntStream.range(0, rules.size())
          .filter(i -> finders.get(i).test(name))
          .findFirst()
          .ifPresent(i -> types.put(name, rules.get(i).type()));
    }
    return new TensorRecipe(base, types);
  }

  /**
   * What a quant has.
   *
   * @param made its tensors, from its file or its forecast
   * @param names of the tensors that are quantized at all
   */
  public static TensorRecipe ofQuant(
      QuantType base, List<GgufTensor> made, Collection<String> names) {
    Map<String, GgmlType> types = new LinkedHashMap<>();
    made.stream()
        .filter(tensor -> names.contains(tensor.name()))
        .forEach(tensor -> types.put(tensor.name(), tensor.type()));
    return new TensorRecipe(base, types);
  }

  /**
   * As {@link #typeNames} gives it.
   *
   * @param base name of a quant type
   * @param types names of tensor types, by tensor
   */
  public static TensorRecipe named(String base, Map<String, String> types) {
    Map<String, GgmlType> found = new LinkedHashMap<>();
    types.forEach((tensor, type) -> found.put(tensor, GgmlType.valueOf(type)));
    return new TensorRecipe(QuantType.parse(base), found);
  }

  /** The names of the types, by tensor. */
  public Map<String, String> typeNames() {
    Map<String, String> names = new LinkedHashMap<>();
    types.forEach((tensor, type) -> names.put(tensor, type.name()));
    return names;
  }

  /**
   * As rules {@code REGEX=TYPE}, one for all layers in which a kind of tensor has the same type;
   * each finds exactly the tensors that it is for, in any model.
   */
  public List<String> rules() {
    return TensorRules.exact(types);
  }

  /**
   * The same as people write them, such as {@code \.(0|1)\.attn_v=q6_k} or {@code ffn_down=q4_k}:
   * each as short as it can be and still find no other of the names.
   *
   * @param names of all tensors of the model that are quantized
   */
  public List<String> briefRules(Collection<String> names) {
    return TensorRules.brief(types, names);
  }

  /** These options, with this recipe's rules and type of file. */
  public QuantizeOptions options(QuantizeOptions others) {
    return others.withTypes(base, rules());
  }

  /** The text of a file for llama-quantize's {@code --tensor-type-file}: it knows no comments. */
  public String tensorTypeFile() {
    return String.join("\n", rules()) + "\n";
  }

  /** The words of a command of llama-quantize, without quotation marks for a shell. */
  public List<String> llamaQuantize(Path model, Optional<Path> imatrix, Path output) {
    List<String> words = new ArrayList<>(List.of("llama-quantize"));
    imatrix.ifPresent(file -> words.addAll(List.of("--imatrix", file.toString())));
    rules().forEach(rule -> words.addAll(List.of("--tensor-type", rule)));
    words.addAll(List.of(model.toString(), output.toString(), base.name()));
    return words;
  }

  /**
   * The text of a recipe as Thireus' GGUF Tool Suite reads it: every tensor of the quant has a
   * line, those that are not quantized too, and the lines of a kind stand together.
   *
   * @param made the tensors of the quant, from its file or its forecast
   * @param comments a line each
   */
  public static String thireusRecipe(List<GgufTensor> made, List<String> comments) {
    Map<String, GgmlType> types = new LinkedHashMap<>();
    made.forEach(tensor -> types.put(tensor.name(), tensor.type()));
    StringBuilder text = new StringBuilder();
    comments.forEach(comment -> text.append("# ").append(comment).append('\n'));
    for (String rule : TensorRules.exact(types)) {
      int equals = rule.lastIndexOf('=') + 1;
      // the suite spells types as ggml does
      String type = rule.substring(equals).replaceAll("^(q\\d)_k$", "$1_K");
      text.append(rule, 0, equals).append(type).append('\n');
    }
    return text.toString();
  }
}
