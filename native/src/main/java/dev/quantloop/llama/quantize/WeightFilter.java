package dev.quantloop.llama.quantize;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which weights an imatrix is used for, as llama-quantize's --include-weights and --exclude-weights
 * choose them: by texts that their names contain. One of the lists is empty.
 */
public record WeightFilter(List<String> include, List<String> exclude) {
  /** Uses all of an imatrix. */
  public static final WeightFilter ALL = new WeightFilter(List.of(), List.of());

  public WeightFilter {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  private boolean keeps(String weight) {
    return exclude.stream().noneMatch(weight::contains)
        && (include.isEmpty() || include.stream().anyMatch(weight::contains));
  }

  /**
   * The sums that are left.
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
    return left;
  }
}
