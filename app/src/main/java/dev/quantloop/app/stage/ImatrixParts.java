package dev.quantloop.app.stage;

import dev.quantloop.app.UserException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.imatrix.ImatrixArithmetic;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Imatrix files that another is made of, GGUF or legacy.
 *
 * @param subtracted files whose text is taken away from what was added
 * @param tokens that the result is to count for; empty for as many as there are
 */
public record ImatrixParts(List<Addend> added, List<Path> subtracted, OptionalLong tokens) {
  private static final Pattern WEIGHTED = Pattern.compile("(.+):(\\d{1,9}(?:\\.\\d{1,9})?)");

  /**
   * A file that is added.
   *
   * @param weight times that its text counts
   */
  public record Addend(Path file, double weight) {
    /** Reads FILE or FILE:WEIGHT; a file whose name ends like a weight is taken as it is. */
    public static Addend parse(String text) {
      Matcher weighted = WEIGHTED.matcher(text);
      if (!weighted.matches() || Files.exists(Path.of(text))) {
        return new Addend(Path.of(text), 1);
      }
      double weight = Double.parseDouble(weighted.group(2));
      if (weight == 0) {
        throw new IllegalArgumentException(text + " has the weight 0: leave it out");
      }
      return new Addend(Path.of(weighted.group(1)), weight);
    }

    ImatrixSums weighed(ImatrixSums sums) {
      return weight == 1 ? sums : ImatrixArithmetic.scaled(sums, weight);
    }
  }

  List<Path> files() {
    return Stream.concat(added.stream().map(Addend::file), subtracted.stream()).toList();
  }

  /** Whether one does not tell how many tokens its chunks have. */
  public boolean haveUnknownChunks() {
    return files().stream().anyMatch(file -> !ImatrixFile.startsAsGguf(file));
  }

  /**
   * What is left of the sum of what was added, counted for as many tokens as wanted.
   *
   * @param read reads a file that is subtracted, as those were that were added
   */
  ImatrixSums applied(ImatrixSums sum, Function<Path, ImatrixSums> read) {
    ImatrixSums result = sum;
    for (Path file : subtracted) {
      try {
        result = ImatrixArithmetic.difference(result, read.apply(file));
      } catch (LlamaException e) {
        throw new UserException("%s can't be subtracted: %s".formatted(file, e.getMessage()));
      }
    }
    if (tokens.isEmpty()) {
      return result;
    }
    double factor = tokens.getAsLong() / (double) ImatrixArithmetic.tokens(result);
    return ImatrixArithmetic.scaled(result, factor);
  }
}
