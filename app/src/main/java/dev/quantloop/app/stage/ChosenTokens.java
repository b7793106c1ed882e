package dev.quantloop.app.stage;

import dev.quantloop.app.UserException;
import dev.quantloop.llama.model.TextTokenizer;
import java.util.Arrays;

/** Keeps the ids of a text that are wanted of it, from its first chosen chunk to its last. */
final class ChosenTokens implements TextTokenizer.Sink {
  /** That an array can hold. */
  private static final int MOST = Integer.MAX_VALUE - 8;

  private final long skipped;
  private final long wanted;
  private int[] kept = new int[0];
  private int count;
  private long read;

  /**
   * @param skipped ids at the beginning that are not kept
   * @param wanted ids up to the last that is kept
   */
  ChosenTokens(long skipped, long wanted) {
    this.skipped = skipped;
    this.wanted = wanted;
  }

  @Override
  public boolean take(int[] ids) {
    int from = (int) Math.min(ids.length, Math.max(0, skipped - read));
    int to = (int) Math.min(ids.length, wanted - read);
    makeRoom(to - from);
    System.arraycopy(ids, from, kept, count, to - from);
    count += to - from;
    read += to;
    return read < wanted;
  }

  private void makeRoom(int more) {
    long needed = (long) count + more;
    if (needed > MOST) {
      throw new UserException("the text has more than %,d tokens; use less of it".formatted(MOST));
    } else if (needed > kept.length) {
      kept = Arrays.copyOf(kept, (int) Math.min(MOST, Math.max(needed, 2L * kept.length)));
    }
  }

  int[] ids() {
    return Arrays.copyOf(kept, count);
  }

  /** How many ids were taken, with those that are not kept. */
  long read() {
    return read;
  }

  /** About how many of the text's bytes have to be read, after so many of them. */
  long expectedBytes(long done, long all) {
    return read == 0 ? all : (long) Math.min(all, Math.max(done, (double) done / read * wanted));
  }
}
