package dev.quantloop.app.corpus;

import java.io.InputStream;
import java.util.List;

/** Gives the token ids of documents, without a token before or after them. */
public interface DocumentTokenizer {
  /** Tells vocabularies apart: with equal keys, equal texts have equal ids. */
  String key();

  /** What the vocabulary puts in front of a text: a token (BOS), or none. */
  int[] beginning();

  /** Of texts that fit in memory, side by side. */
  List<int[]> tokens(List<byte[]> texts, boolean parseSpecial);

  /** Of a text of any length, from its beginning until the sink has enough. */
  void tokens(InputStream text, boolean parseSpecial, Sink sink);

  /** How many bytes of text a token stands for. */
  int bytes(int token);

  /** Takes ids. */
  @FunctionalInterface
  interface Sink {
    /** Takes the first {@code count} ids; returns whether more are wanted. */
    boolean accept(int[] tokens, int count);
  }
}
