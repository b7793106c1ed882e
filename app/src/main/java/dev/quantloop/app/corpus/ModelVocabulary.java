package dev.quantloop.app.corpus;

import dev.quantloop.app.source.TokenVocabulary;
import dev.quantloop.llama.model.Tokenizer;

/** The vocabulary of a model; usable as long as the model is open. */
public record ModelVocabulary(Tokenizer tokenizer) implements TokenVocabulary {
  @Override
  public int size() {
    return tokenizer.size();
  }

  @Override
  public boolean isNormal(int token) {
    return tokenizer.isNormal(token);
  }

  @Override
  public byte[] piece(int token) {
    return tokenizer.pieces(new int[] {token}).get(0);
  }
}
