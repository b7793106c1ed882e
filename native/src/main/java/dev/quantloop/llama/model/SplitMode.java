package dev.quantloop.llama.model;

import dev.quantloop.llama.LlamaException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a model is spread over several GPUs; llama.cpp's {@code -sm}. */
public enum SplitMode {
  /** The whole model on one GPU. */
  NONE(0),
  /** Whole layers, with their part of the cache; llama.cpp's default. */
  LAYER(1),
  /** The rows of each matrix. */
  ROW(2);

  // enum llama_split_mode
  private final int number;

  SplitMode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** As {@code -sm} has it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The mode of that word.
   *
   * @throws LlamaException if there is none
   */
  public static SplitMode of(String word) {
    return Arrays.stream(values())
        .filter(mode -> mode.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new LlamaException(
                    "there is no split mode %s: use %s"
                        .formatted(
                            word,
                            Arrays.stream(values())
                                .map(SplitMode::word)
                                .collect(Collectors.joining(", ")))));
  }
}
