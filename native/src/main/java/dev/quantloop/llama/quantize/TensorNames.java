package dev.quantloop.llama.quantize;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Names of tensors, those of all layers as one: "blk.*.ffn_up_exps.weight (24)". */
public final class TensorNames {
  private static final int MOST = 8;

  private final Map<String, Integer> counts = new TreeMap<>();

  public void add(String name) {
    counts.merge(name.replaceFirst("^blk\\.\\d+\\.", "blk.*."), 1, Integer::sum);
  }

  public int count() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public String toString() {
    int more = counts.size() - MOST;
    return counts.entrySet().stream()
            .limit(MOST)
            .map(one -> one.getKey() + (one.getValue() > 1 ? " (" + one.getValue() + ")" : ""))
            .collect(Collectors.joining(", "))
        + (more > 0 ? " and %d more".formatted(more) : "");
  }
}
