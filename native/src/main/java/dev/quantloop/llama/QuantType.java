package dev.quantloop.llama;

/** A quantization that llama-quantize offers. */
public enum QuantType {
  Q8_0;

  public static QuantType parse(String name) {
    throw new UnsupportedOperationException();
  }

  public boolean needsImatrix() {
    throw new UnsupportedOperationException();
  }
}
