package dev.quantloop.llama.quantize;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.util.List;
import java.util.stream.Stream;

/**
 * How an imatrix is used. For which weights, llama-quantize's --include-weights and
 * --exclude-weights choose: by texts that their names contain. One of the lists is empty.
 *
 * @param neutralPrior tokens of it that the sums are to hold; 0 for as many as they do
 */
public record ImatrixUse(List<String> include, List<String> exclude, long neutralPrior) {
  /** Uses all of an imatrix as it is. */
  public static final ImatrixUse ALL = new ImatrixUse(List.of(), List.of(), 0);

  public ImatrixUse {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  private boolean keeps(String weight) {
    return exclude.stream().noneMatch(weight::contains)
        && (include.isEmpty() || include.stream().anyMatch(weight::contains));
  }

  /**
   * The sums that are left, with the prior.
   *
   * @throws LlamaException when a text finds no weight, or no weight is left
   */
  public ImatrixSums of(ImatrixSums sums) {
    Stream.concat(include.stream(), exclude.stream())
        .filter(text -> sums.entries().keySet().stream().noneMatch(name -> name.contains(text)))
        .findFirst()
        .ifPresent(
            text -> {
              throw new LlamaException(
                  "'%s' finds none of the imatrix's weights, such as %s"
                      .formatted(text, sums.entries().firstKey()));
            });
    ImatrixSums left = sums.retaining(this::keeps);
    if (left.entries().isEmpty()) {
      throw new LlamaException(
          "%s leave no weight of the imatrix; quantize without it instead"
              .formatted(String.join(", ", exclude)));
    }
    return neutralPrior == 0 ? left : left.withNeutralPrior(neutralPrior);
  }
}
