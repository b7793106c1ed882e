package dev.quantloop.app.console;

/**
 * What a stage counts.
 *
 * @param noun the plural of the unit: chunks, tensors, bytes
 * @param tokensEach tokens in a unit, for the rate in tokens/s; 0 where the unit is no text
 */
public record Work(String noun, int tokensEach) {
  public static final Work TENSORS = new Work("tensors", 0);
  public static final Work BYTES = new Work("bytes", 0);

  public static Work chunksOf(int tokens) {
    return new Work("chunks", tokens);
  }
}
