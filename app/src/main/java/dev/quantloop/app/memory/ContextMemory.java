package dev.quantloop.app.memory;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.evaluate.LogitSteps;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufMetadata;
import dev.quantloop.llama.model.DecodeSettings;

/**
 * What a context of a model takes, estimated from the model's metadata. Good enough to refuse what
 * no machine could hold, before libllama tries for minutes and then fails.
 *
 * @param cacheBytes what is kept of the tokens that were read
 * @param outputBytes logits in F32, of which a context on a GPU holds more
 */
public record ContextMemory(long cacheBytes, long outputBytes) {
  /** In main memory. */
  public static ContextMemory of(GgufFile model, DecodeSettings settings) {
    return of(model, settings, false);
  }

  static ContextMemory of(GgufFile model, DecodeSettings settings, boolean onGpu) {
    GgufMetadata metadata = model.metadata();
    String architecture = metadata.text("general.architecture").orElse("");
    return new ContextMemory(
        bytes(CacheSize.bytes(model, settings)),
        LogitSteps.bytes(settings, vocabulary(metadata, architecture), onGpu));
  }

  public long bytes() {
    return bytes((double) cacheBytes + outputBytes);
  }

  /**
   * Refuses a context that memory can't hold.
   *
   * @param available bytes
   */
  public void requireFits(GgufFile model, DecodeSettings settings, long available) {
    if (bytes() > available) {
      throw new UserException(
          "%d x %d tokens of context (-b / -c) of %s need about %s, but %s of memory are available: use a smaller -c or -b"
              .formatted(
                  settings.chunksPerBatch(),
                  settings.contextSize(),
                  model.path(),
                  Numbers.bytes(bytes()),
                  Numbers.bytes(available)));
    }
  }

  private static int vocabulary(GgufMetadata metadata, String architecture) {
    long size =
        metadata
            .sequence("tokenizer.ggml.tokens")
            .map(tokens -> tokens.count())
            .orElseGet(() -> whole(metadata, architecture + ".vocab_size", 0));
    return (int) Math.min(size, Integer.MAX_VALUE);
  }

  private static long whole(GgufMetadata metadata, String key, long otherwise) {
    return metadata.whole(key).orElse(otherwise);
  }

  private static long bytes(double bytes) {
    return (long) Math.min(bytes, Long.MAX_VALUE);
  }
}
