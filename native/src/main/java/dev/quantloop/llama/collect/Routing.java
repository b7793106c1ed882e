package dev.quantloop.llama.collect;

import com.sun.jna.Memory;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.jna.TensorView;
import dev.quantloop.llama.library.LlamaLibrary;

/**
 * Which experts the tokens of an expert product go to, copied to main memory.
 *
 * @param slots experts that each token goes to
 * @param experts of the first token, then of the second, …
 */
public record Routing(int slots, int tokens, int[] experts) {
  /**
   * Reads the table of an expert product.
   *
   * @param ids [experts used, tokens], not contiguous
   */
  public static Routing read(LlamaLibrary library, TensorView ids, int expertCount) {
    int slots = Math.toIntExact(ids.ne(0));
    int tokens = Math.toIntExact(ids.ne(1));
    int[] experts = new int[slots * tokens];
    try (Memory table = new Memory(library.lib().ggml_nbytes(ids.pointer()))) {
      library.lib().ggml_backend_tensor_get(ids.pointer(), table, 0, table.size());
      for (int token = 0; token < tokens; token++) {
        for (int slot = 0; slot < slots; slot++) {
          int expert = table.getInt(token * ids.nb(1) + slot * ids.nb(0));
          if (expert < 0 || expert >= expertCount) {
            throw new LlamaException("a token was routed to expert " + expert);
          }
          experts[token * slots + slot] = expert;
        }
      }
    }
    return new Routing(slots, tokens, experts);
  }

  int expert(int slot, int token) {
    return experts[token * slots + slot];
  }

  /** Counts a row for each token and expert. */
  void count(ActivationSums target) {
    for (int expert : experts) {
      target.count(expert, 1);
    }
  }
}
