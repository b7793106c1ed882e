package dev.quantloop.llama.model;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.library.LlamaLibrary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Contexts of a model, or what is built on them, that take turns: one at first, then as many as a
 * GPU has room for. They are the user's to close.
 */
public final class Contexts<C> {
  // What a context takes while it computes comes on top of what it takes when it is made.
  private static final int MARGIN = 2;

  private final LlamaLibrary library;
  private final Supplier<C> opener;
  private final List<C> opened = new ArrayList<>();
  private final long bytesOfOne;

  /** Opens the first. */
  public Contexts(LlamaLibrary library, Supplier<C> opener) {
    this.library = library;
    this.opener = opener;
    long before = library.freeGpuBytes();
    opened.add(opener.get());
    this.bytesOfOne = before - library.freeGpuBytes();
  }

  /** Opens more, up to {@code count} in all. */
  public void widen(int count) {
    try {
      while (opened.size() < count && library.freeGpuBytes() >= MARGIN * bytesOfOne) {
        opened.add(opener.get());
      }
    } catch (LlamaException e) {
      library.warnOnce("no room to decode in several contexts at once: " + e.getMessage());
    }
  }

  public List<C> all() {
    return opened;
  }
}
