package dev.quantloop.llama;

/** The vocabulary of a model. */
public final class Tokenizer {
  Tokenizer() {}

  public int[] tokenize(String text, boolean addSpecial, boolean parseSpecial) {
    throw new UnsupportedOperationException();
  }

  public boolean addsBos() {
    throw new UnsupportedOperationException();
  }

  public int bos() {
    throw new UnsupportedOperationException();
  }

  public String text(int[] tokens) {
    throw new UnsupportedOperationException();
  }
}
