package dev.quantloop.llama.evaluate;

import com.sun.jna.Memory;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.score.LogitRows;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Logits of a baseline that are kept between passes over the same text, so that the baseline is
 * decoded once for all candidates, however many passes they come in. What does not fit is decoded
 * anew; the figures are the same. Belongs to one baseline, one {@link DecodeSettings} and one
 * choice of positions. Not thread-safe. {@link #close} frees the native memory.
 */
public final class LogitMemory implements AutoCloseable {
  private final long budget;
  private final Map<IntBuffer, Memory> blocks = new HashMap<>();
  private long used;

  /**
   * @param budget bytes that may be kept
   */
  public LogitMemory(long budget) {
    this.budget = budget;
  }

  /** Bytes kept now. */
  public long used() {
    return used;
  }

  /** The logits that were kept under a key, or null. */
  LogitRows find(IntBuffer key, int vocabularySize) {
    Memory block = blocks.get(key);
    return block == null ? null : rows(block, vocabularySize);
  }

  /** Keeps a copy where it fits. */
  void keep(IntBuffer key, FloatBuffer logits) {
    long bytes = (long) logits.remaining() * Float.BYTES;
    if (used + bytes > budget || blocks.containsKey(key)) {
      return;
    }
    Memory block = new Memory(bytes);
    floats(block).put(logits.duplicate());
    blocks.put(key, block);
    used += bytes;
  }

  private static LogitRows rows(Memory block, int vocabularySize) {
    return LogitRows.of(floats(block), vocabularySize);
  }

  private static FloatBuffer floats(Memory block) {
    return block.getByteBuffer(0, block.size()).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  @Override
  public void close() {
    blocks.values().forEach(Memory::close);
    blocks.clear();
    used = 0;
  }
}
