package dev.quantloop.llama;

import java.nio.file.Path;
import java.util.List;

/** The loaded libllama of this process. */
public final class LlamaLibrary {
  private LlamaLibrary() {}

  public String version() {
    throw new UnsupportedOperationException();
  }

  public String commit() {
    throw new UnsupportedOperationException();
  }

  public Path directory() {
    throw new UnsupportedOperationException();
  }

  public String cpuVariant() {
    throw new UnsupportedOperationException();
  }

  public List<Device> devices() {
    throw new UnsupportedOperationException();
  }

  public void logTo(LogSink sink) {
    throw new UnsupportedOperationException();
  }
}
