package dev.quantloop.llama.install;

/** The prebuilt packages on offer. */
public enum Backend {
  CPU,
  CUDA,
  VULKAN,
  METAL
}
