package dev.quantloop.app.memory;

/** What is kept in memory beside the models. */
public final class ModelMemory {
  private static final int SHARE_FOR_LOGITS = 4;
  private static final long MOST_FOR_LOGITS = 4L << 30;

  private ModelMemory() {}

  /**
   * What the baseline's logits may take.
   *
   * @param available when they are first kept; a pass needs the rest
   */
  public static long forLogits(long available) {
    return Math.min(available / SHARE_FOR_LOGITS, MOST_FOR_LOGITS);
  }
}
