package dev.quantloop.llama.model;

import dev.quantloop.llama.AbortSignal;
import dev.quantloop.llama.jna.LibLlama;

/**
 * What a context says of itself: the settings that it was made with, read back through libllama's
 * getters. Part of the proof that fields were written where the library reads them.
 */
public record ContextEcho(int context, int batch, int ubatch, int sequences, int threads) {
  public static ContextEcho of(Model model, DecodeSettings settings) {
    LibLlama lib = model.library().lib();
    try (Context context = Context.open(model, settings, null, AbortSignal.NEVER)) {
      return new ContextEcho(
          lib.llama_n_ctx(context.handle()),
          lib.llama_n_batch(context.handle()),
          lib.llama_n_ubatch(context.handle()),
          lib.llama_n_seq_max(context.handle()),
          lib.llama_n_threads_batch(context.handle()));
    }
  }
}
