package dev.quantloop.llama.hdf5;

import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufMetadata;
import dev.quantloop.llama.model.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * How llama-gguf-optimize cuts a text: two tokens less than the context in each chunk, BOS before
 * them and EOS behind them, both unless the model's file says that they are not to be added. Its
 * chunk therefore is up to two tokens shorter than the context.
 *
 * @param contextSize rows of a chunk in the file
 */
public record LogitChunks(int contextSize, boolean bos, boolean eos) {
  private static final int ROOM_FOR_ENDS = 2;

  public static LogitChunks of(int contextSize, Path model) {
    GgufMetadata metadata = GgufFile.read(model).metadata();
    return new LogitChunks(
        contextSize,
        metadata.truth("tokenizer.ggml.add_bos_token", true),
        metadata.truth("tokenizer.ggml.add_eos_token", true));
  }

  private int ends() {
    return (bos ? 1 : 0) + (eos ? 1 : 0);
  }

  /** Tokens of a whole chunk. */
  public int length() {
    return contextSize - ROOM_FOR_ENDS + ends();
  }

  private int textTokens() {
    return contextSize - ROOM_FOR_ENDS;
  }

  /** Chunks that a file has for a text of so many tokens, by the count of generate_logits.py. */
  public int count(int tokens) {
    int each = contextSize - ends();
    return (tokens - 1) / each + 1;
  }

  /** Those among them that are whole. */
  public int whole(int tokens) {
    return Math.min(count(tokens), tokens / textTokens());
  }

  /** The tokens of some chunks, {@link #length} each, of which all are whole. */
  public int[] tokens(int[] text, int[] chunks, Tokenizer vocabulary) {
    int[] all = new int[Math.multiplyExact(chunks.length, length())];
    int at = 0;
    for (int chunk : chunks) {
      if (bos) {
        all[at++] = vocabulary.bos();
      }
      System.arraycopy(text, chunk * textTokens(), all, at, textTokens());
      at += textTokens();
      if (eos) {
        all[at++] = vocabulary.eos();
      }
    }
    return all;
  }

  /**
   * The same of all whole chunks as a file keeps them: contextSize each, -1 where there is none.
   */
  public int[] stored(int[] text, Tokenizer vocabulary) {
    int[] stored = new int[Math.multiplyExact(count(text.length), contextSize)];
    Arrays.fill(stored, -1);
    for (int chunk = 0; chunk < whole(text.length); chunk++) {
      int[] tokens = tokens(text, new int[] {chunk}, vocabulary);
      System.arraycopy(tokens, 0, stored, chunk * contextSize, tokens.length);
    }
    return stored;
  }
}
