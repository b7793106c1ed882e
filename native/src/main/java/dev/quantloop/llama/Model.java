package dev.quantloop.llama;

import java.nio.file.Path;

/** A loaded GGUF model. */
public final class Model implements AutoCloseable {
  private Model() {}

  public static Model load(LlamaLibrary library, Path file, ModelOptions options) {
    throw new UnsupportedOperationException();
  }

  public Path file() {
    throw new UnsupportedOperationException();
  }

  public int vocabularySize() {
    throw new UnsupportedOperationException();
  }

  public int trainingContext() {
    throw new UnsupportedOperationException();
  }

  public long parameterCount() {
    throw new UnsupportedOperationException();
  }

  public long sizeInBytes() {
    throw new UnsupportedOperationException();
  }

  public String description() {
    throw new UnsupportedOperationException();
  }

  public Tokenizer tokenizer() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
