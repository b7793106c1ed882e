package dev.quantloop.app.cli.option;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.llama.quantize.QuantType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The words of a quantize command, which llama-quantize knows by their position. */
public record QuantizeWords(Path input, Path output, QuantType type, int threads) {

  /**
   * Reads {@code [IN [OUT]] TYPE [THREADS]}; IN and OUT are left out where flags give them.
   *
   * @param model of {@code -m}, or null
   * @param output of {@code -o}, or null
   * @param threads of {@code -t}, or null
   */
  public static QuantizeWords parse(List<String> words, Path model, Path output, Integer threads) {
    List<String> left = new ArrayList<>(words);
    Path input = model;
    if (input == null && !left.isEmpty()) {
      input = Path.of(left.remove(0));
    }
    if (input == null || left.isEmpty()) {
      throw new UsageException("quantize needs a model and a type: quantize IN OUT TYPE");
    }
    Integer wordThreads = null;
    if (left.size() > 1 && isNumber(last(left)) && (left.size() > 2 || isType(left.get(0)))) {
      wordThreads = Integer.valueOf(left.remove(left.size() - 1));
    }
    if (left.size() > 2 && isType(left.get(left.size() - 2)) && !isType(last(left))) {
      throw new UsageException("the thread count must be a number, not '" + last(left) + "'");
    }
    QuantType type = QuantType.parse(left.remove(left.size() - 1));
    Path target = output;
    if (target == null) {
      target =
          left.isEmpty()
              ? input.resolveSibling("ggml-model-" + type + ".gguf")
              : Path.of(left.remove(0));
    }
    if (!left.isEmpty()) {
      throw new UsageException("too many words: " + String.join(" ", left));
    }
    return new QuantizeWords(input, target, type, count(threads, wordThreads));
  }

  private static int count(Integer flag, Integer word) {
    int threads = flag != null ? flag : word != null ? word : ThisMachine.physicalCores();
    if (threads <= 0) {
      throw new UsageException("the thread count must be positive, not " + threads);
    }
    return threads;
  }

  private static String last(List<String> words) {
    return words.get(words.size() - 1);
  }

  private static boolean isNumber(String word) {
    return word.matches("\\d{1,6}");
  }

  private static boolean isType(String word) {
    return QuantType.all().stream().anyMatch(type -> type.name().equalsIgnoreCase(word))
        || isNumber(word);
  }
}
