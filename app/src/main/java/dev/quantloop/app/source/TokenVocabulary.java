package dev.quantloop.app.source;

/** What there is to know of a vocabulary where texts are made of its tokens. */
public interface TokenVocabulary {
  /** How many tokens there are; their ids begin with 0. */
  int size();

  /** Whether a token is a piece of text, not a special, control, unused or byte token. */
  boolean isNormal(int token);

  /** The UTF-8 that a token stands for; a character may be spread over several tokens. */
  byte[] piece(int token);
}
