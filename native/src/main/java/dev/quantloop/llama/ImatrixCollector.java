package dev.quantloop.llama;

import dev.quantloop.llama.imatrix.ImatrixSums;

/** Collects sums of squared activations. */
public final class ImatrixCollector implements AutoCloseable {
  private ImatrixCollector() {}

  public static ImatrixCollector open(
      Model model, DecodeSettings settings, boolean processOutput, AbortSignal abort) {
    throw new UnsupportedOperationException();
  }

  public void collect(int[] tokens, ProgressListener chunks) {
    throw new UnsupportedOperationException();
  }

  public ImatrixSums sums() {
    throw new UnsupportedOperationException();
  }

  public void reset() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
