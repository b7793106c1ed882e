package dev.quantloop.app.source.hub;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a dataset consists of.
 *
 * @param splits those that can be read
 * @param troubles why other configs can't be, by config
 */
record SplitList(List<SplitName> splits, Map<String, String> troubles) {
  List<String> configs() {
    return splits.stream().map(SplitName::config).distinct().toList();
  }

  List<String> splitsOf(String config) {
    return splits.stream()
        .filter(split -> split.config().equals(config))
        .map(SplitName::split)
        .toList();
  }

  Optional<String> trouble(String config) {
    return Optional.ofNullable(troubles.get(config));
  }
}
