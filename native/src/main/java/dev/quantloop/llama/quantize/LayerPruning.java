package dev.quantloop.llama.quantize;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.NextnLayers;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Layers that a quant leaves out; those after them move up, as llama_model_quantize renumbers them.
 * It takes each layer's importance from the entries under its old number.
 */
public record LayerPruning(SortedSet<Integer> layers) {
  public static final LayerPruning NONE = new LayerPruning(new TreeSet<>());

  public LayerPruning {
    layers = Collections.unmodifiableSortedSet(new TreeSet<>(layers));
  }

  private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d{1,9})\\.");

  /** Of layer numbers with commas between. */
  public static LayerPruning parse(String text) {
    TreeSet<Integer> layers = new TreeSet<>();
    for (String word : text.split(",", -1)) {
      if (!word.strip().matches("\\d{1,6}")) {
        throw new LlamaException(
            "'%s' is not a layer's number; write numbers with commas between, such as 2,3"
                .formatted(word));
      }
      layers.add(Integer.parseInt(word.strip()));
    }
    return new LayerPruning(layers);
  }

  /**
   * The tensors of the model that are left, by their new names.
   *
   * @throws LlamaException when there is no such layer, or none would be left
   */
  Map<String, GgufTensor> left(GgufFile model) {
    Map<String, GgufTensor> tensors = model.modelTensors();
    Map<Integer, Integer> numbers = numbers(tensors);
    Map<String, GgufTensor> left = new LinkedHashMap<>();
    for (GgufTensor tensor : tensors.values()) {
      Matcher block = BLOCK.matcher(tensor.name());
      if (!block.find()) {
        left.put(tensor.name(), tensor);
      } else if (numbers.containsKey(Integer.valueOf(block.group(1)))) {
        int number = numbers.get(Integer.valueOf(block.group(1)));
        left.put(
            new StringBuilder(tensor.name())
                .replace(block.start(1), block.end(1), Integer.toString(number))
                .toString(),
            tensor);
      }
    }
    return left;
  }

  /** New numbers by old ones. */
  private Map<Integer, Integer> numbers(Map<String, GgufTensor> tensors) {
    TreeSet<Integer> present =
        tensors.keySet().stream()
            .map(BLOCK::matcher)
            .filter(Matcher::find)
            .map(block -> Integer.valueOf(block.group(1)))
            .collect(Collectors.toCollection(TreeSet::new));
    for (int layer : layers) {
      if (!present.contains(layer)) {
        throw new LlamaException(
            "there is no layer %d to prune: the model's layers are %d to %d"
                .formatted(layer, present.first(), present.last()));
      }
    }
    Map<Integer, Integer> numbers = new TreeMap<>();
    int next = 0;
    for (int layer : present) {
      boolean stays = layers.isEmpty() || layer < layers.first();
      if (stays || !layers.contains(layer)) {
        int number = stays ? layer : next;
        numbers.put(layer, number);
        next = number + 1;
      }
    }
    if (numbers.isEmpty()) {
      throw new LlamaException("no layer would be left; prune fewer");
    }
    return numbers;
  }

  /**
   * The layers that predict further tokens, where they will be.
   *
   * @throws LlamaException when some of them are pruned, or the model has none of them: the
   *     metadata would go on counting them
   */
  NextnLayers nextn(GgufFile model) {
    NextnLayers nextn = NextnLayers.of(model);
    if (nextn.isEmpty() || layers.isEmpty()) {
      return nextn;
    }
    Map<Integer, Integer> numbers = numbers(model.modelTensors());
    String architecture = model.metadata().text("general.architecture").orElse("");
    nextn.numbers().stream()
        .filter(number -> layers.contains(number.intValue()))
        .max(Comparator.naturalOrder())
        .ifPresent(
            number -> {
              throw new LlamaException(
                  "layer %d predicts further tokens: to prune it, override %s.nextn_predict_layers (int:0 for none left), or another layer would be taken for it"
                      .formatted(number, architecture));
            });
    if (numbers.keySet().stream().noneMatch(number -> number >= nextn.first())) {
      throw new LlamaException(
          "the model has none of the layers that predict further tokens, which its metadata announce: to prune others, override %1$s.nextn_predict_layers=int:0 and %1$s.block_count, or its last layers would be taken for them"
              .formatted(architecture));
    }
    long end = numbers.values().stream().mapToLong(Integer::longValue).max().orElse(-1) + 1;
    return new NextnLayers(end - (nextn.end() - nextn.first()), end);
  }
}
