package dev.quantloop.app.console;

/**
 * What a stage counts.
 *
 * @param noun the plural of the unit: chunks, tensors, bytes
 * @param tokensEach tokens in a unit, for the rate in tokens/s; 0 where the unit is no text
 */
public record StageUnit(String noun, int tokensEach) {
  public static final StageUnit TENSORS = new StageUnit("tensors", 0);
  public static final StageUnit BYTES = new StageUnit("bytes", 0);

  public static StageUnit chunksOf(int tokens) {
    return new StageUnit("chunks", tokens);
  }
}
