package dev.quantloop.llama.model;

import dev.quantloop.llama.LlamaException;
import java.util.Arrays;
import java.util.Locale;

/** Whether attention is computed in one fused operation: llama.cpp's {@code -fa}. */
public enum FlashAttention {
  /** Where the device that holds a layer can do it; libllama's own default. */
  AUTO(-1),
  ON(1),
  OFF(0);

  // enum llama_flash_attn_type
  private final int value;

  FlashAttention(int value) {
    this.value = value;
  }

  int value() {
    return value;
  }

  /** The word on the command line and in the database. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of this word, or a {@link LlamaException} that lists the words. */
  public static FlashAttention parse(String word) {
    return Arrays.stream(values())
        .filter(choice -> choice.word().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(() -> new LlamaException("flash attention is on, off or auto, not " + word));
  }

  @Override
  public String toString() {
    return word();
  }
}
