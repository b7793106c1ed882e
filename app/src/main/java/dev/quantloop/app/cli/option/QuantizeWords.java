package dev.quantloop.app.cli.option;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.quantize.QuantType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The words of a quantize command, which llama-quantize knows by their position. */
public record QuantizeWords(Path input, Path output, QuantType type, int threads) {

  /**
   * Reads {@code [IN [OUT]] TYPE [THREADS]}; IN and OUT are left out where flags give them.
   *
   * @param model of {@code -m}, or null
   * @param output of {@code -o}, or null
   * @param threads of {@code -t}
   */
  public static QuantizeWords parse(
      List<String> words, Path model, Path output, Optional<Integer> threads) {
    List<String> left = new ArrayList<>(words);
    Path input = model;
    if (input == null && !left.isEmpty()) {
      input = Path.of(left.remove(0));
    }
    if (input == null || left.isEmpty()) {
      throw new UsageException("quantize needs a model and a type: quantize IN OUT TYPE");
    }
    Optional<Integer> wordThreads = Optional.empty();
    if (left.size() > 1 && isNumber(last(left)) && (left.size() > 2 || isType(left.get(0)))) {
      wordThreads = Optional.of(threads(left.remove(left.size() - 1)));
    } else if (left.size() > 2 && isType(left.get(left.size() - 2)) && !isType(last(left))) {
      threads(last(left));
    }
    QuantType type = type(left.remove(left.size() - 1));
    if (threads.isPresent() && wordThreads.isPresent()) {
      throw new UsageException("give the threads once: by -t or as the last word");
    }
    Optional<Integer> given = wordThreads;
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
    return new QuantizeWords(
        input, target, type, threads.or(() -> given).orElseGet(ThisMachine::physicalCores));
  }

  private static int threads(String word) {
    try {
      return Setting.THREADS.parse(word);
    } catch (SettingException e) {
      throw new UsageException("THREADS: " + e.getMessage());
    }
  }

  private static QuantType type(String word) {
    try {
      return QuantType.parse(word);
    } catch (LlamaException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static String last(List<String> words) {
    return words.get(words.size() - 1);
  }

  private static boolean isNumber(String word) {
    return word.matches("-?\\d+");
  }

  private static boolean isType(String word) {
    return QuantType.all().stream().anyMatch(type -> type.name().equalsIgnoreCase(word))
        || isNumber(word);
  }
}
