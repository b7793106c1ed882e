package dev.quantloop.app.stage;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.imatrix.statistics.ImatrixStatistics;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An imatrix file with what is in it.
 *
 * @param sums of the text alone
 * @param neutralPrior tokens of it that the file holds besides
 */
public record InspectedImatrix(
    Path file, ImatrixSums sums, long neutralPrior, ImatrixStatistics statistics) {
  /**
   * @throws dev.quantloop.llama.LlamaException when the file can't be read or is no imatrix
   */
  public static InspectedImatrix read(Path file) {
    ImatrixSums read = ImatrixFile.read(file);
    ImatrixSums sums = read.ofText();
    return new InspectedImatrix(
        file, sums, read.neutralPrior(), ImatrixStatistics.of(sums, sums.nextLayers()));
  }

  /**
   * An imatrix file with the total of each weight alone, in a tenth of the time.
   *
   * @return empty where that takes as long as reading it
   * @throws dev.quantloop.llama.LlamaException when the file can't be read or is no imatrix
   */
  public static Optional<InspectedImatrix> readTotals(Path file) {
    return ImatrixFile.readTotals(file)
        .map(totals -> new InspectedImatrix(file, totals.sums(), 0, ImatrixStatistics.of(totals)));
  }

  /** Whether there are totals alone. */
  public boolean totalsOnly() {
    return sums.entries().isEmpty();
  }

  public String name() {
    return file.getFileName().toString();
  }

  /** "mine.gguf: 24 weights, 8 chunks of 512 tokens". */
  public String line() {
    return "%s: %s, %s of %d tokens%s%s"
        .formatted(
            name(),
            Numbers.amount(statistics.weights().size(), "weight"),
            Numbers.amount(sums.chunkCount(), "chunk"),
            sums.chunkSize(),
            statistics.withPlainSums() > 0 ? "" : ", squares alone",
            neutralPrior == 0 ? "" : ", without its neutral prior of " + neutralPrior);
  }
}
