package dev.quantloop.llama.jna;

import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;

/**
 * A C struct passed or returned by value whose fields are poked by offset. It is larger than any
 * struct it stands for, which the calling conventions allow: the callee touches its own size only.
 */
@FieldOrder("words")
public class OpaqueStruct extends Structure implements Structure.ByValue {
  /** Bytes of the blob; more than any parameter struct of llama.h. */
  public static final int BYTES = 512;

  private static volatile byte fill;

  public long[] words = new long[BYTES / Long.BYTES];

  public OpaqueStruct() {
    setAutoSynch(false);
  }

  /** Called by JNA for a returned struct, before the callee writes into it. */
  @Override
  protected void allocateMemory() {
    super.allocateMemory();
    getPointer().setMemory(0, BYTES, fill);
  }

  /** What the memory of the next blobs holds before the callee writes: tells what it wrote. */
  public static void fillWith(int value) {
    fill = (byte) value;
  }
}
