package dev.quantloop.llama;

import java.util.function.Consumer;

/** Finds, installs, proves and loads libllama. */
public final class NativeRuntime {
  private NativeRuntime() {}

  public static LlamaLibrary open(NativeSettings settings, Consumer<String> progress) {
    throw new UnsupportedOperationException();
  }

  public static NativeReport inspect(NativeSettings settings) {
    throw new UnsupportedOperationException();
  }
}
