package dev.quantloop.app.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What there is to know of a vocabulary where texts are made of its tokens. */
public interface TokenVocabulary {
  /** How many tokens there are; their ids begin with 0. */
  int size();

  /** Whether a token is a piece of text, not a special, control, unused or byte token. */
  boolean isNormal(int token);

  /** The UTF-8 that a token stands for; a character may be spread over several tokens. */
  byte[] piece(int token);

  /**
   * Cuts a text into chunks as llama-gguf-optimize does.
   *
   * @param contextSize that it was run with; chunks are up to two tokens shorter
   */
  CutText cut(InputStream text, int contextSize) throws IOException;

  /**
   * A text in chunks.
   *
   * @param chunks how many there are
   * @param whole the tokens of those that are whole
   */
  record CutText(int chunks, List<int[]> whole) {}
}
