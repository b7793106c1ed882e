package dev.quantloop.app.cli;

import dev.quantloop.llama.ScoredPositions;
import picocli.CommandLine.Option;

/** {@code --all-positions} of the commands that score a text. */
final class ScoredPositionsOption {
  @Option(
      names = "--all-positions",
      description = "Score every position of a chunk, not only those of its second half.")
  private boolean all;

  ScoredPositions positions() {
    return all ? ScoredPositions.ALL : ScoredPositions.SECOND_HALF;
  }
}
