package dev.quantloop.llama.install;

import java.util.Locale;

/** The prebuilt packages on offer. */
public enum Backend {
  CPU,
  CUDA,
  VULKAN,
  METAL;

  /** The name on the command line and in the catalog. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
