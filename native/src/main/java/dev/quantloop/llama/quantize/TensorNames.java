package dev.quantloop.llama.quantize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Names of tensors, those of several layers as one: "blk.*.ffn_up_exps.weight (24)". */
public final class TensorNames {
  private static final int MOST = 8;

  private final Map<String, List<String>> byPattern = new TreeMap<>();

  public void add(String name) {
    byPattern
        .computeIfAbsent(name.replaceFirst("^blk\\.\\d+\\.", "blk.*."), one -> new ArrayList<>())
        .add(name);
  }

  public int count() {
    return byPattern.values().stream().mapToInt(List::size).sum();
  }

  @Override
  public String toString() {
    int more = byPattern.size() - MOST;
    return byPattern.entrySet().stream()
            .limit(MOST)
            .map(one -> named(one.getKey(), one.getValue()))
            .collect(Collectors.joining(", "))
        + (more > 0 ? " and %d more".formatted(more) : "");
  }

  private static String named(String pattern, List<String> names) {
    return names.size() == 1 ? names.get(0) : "%s (%d)".formatted(pattern, names.size());
  }
}
