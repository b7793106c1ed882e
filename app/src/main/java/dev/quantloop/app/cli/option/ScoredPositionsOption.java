package dev.quantloop.app.cli.option;

import dev.quantloop.llama.evaluate.ScoredPositions;
import picocli.CommandLine.Option;

/** {@code --all-positions} of the commands that score a text. */
public final class ScoredPositionsOption {
  @Option(
      names = "--all-positions",
      description = "Score every position of a chunk, not only those of its second half.")
  private boolean all;

  public ScoredPositions positions() {
    return all ? ScoredPositions.ALL : ScoredPositions.SECOND_HALF;
  }
}
