package dev.quantloop.app.allocate;

import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.imatrix.statistics.WeightName;
import dev.quantloop.tracker.record.TensorGrouping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tensors that get one type. A type is one of a group where any of its tensors can have it; a
 * tensor that can't has the next larger one that it can have, or else its largest. A group is named
 * as a pattern of its tensors, a tensor of its own by its name. Immutable.
 */
public final class TensorGroups {
  private static final String ANY = "*";

  private static final Comparator<GgmlType> BY_SIZE =
      Comparator.comparingDouble(RecipeText::bits).thenComparing(Enum::ordinal);

  private final Map<String, List<GgmlType>> types = new LinkedHashMap<>();
  private final Map<String, List<String>> groups = new LinkedHashMap<>();

  private TensorGroups() {}

  /**
   * @param types that each tensor can have, at least one
   */
  public static TensorGroups of(TensorGrouping by, Map<String, ? extends List<GgmlType>> types) {
    TensorGroups made = new TensorGroups();
    types.forEach(
        (tensor, possible) -> {
          made.types.put(tensor, possible.stream().sorted(BY_SIZE).toList());
          made.groups.computeIfAbsent(group(by, tensor), name -> new ArrayList<>()).add(tensor);
        });
    return made;
  }

  private static String group(TensorGrouping by, String tensor) {
    WeightName name = WeightName.of(tensor);
    if (name.layer().isEmpty()) {
      return tensor;
    }
    return switch (by) {
      case TENSOR -> tensor;
      case LAYER -> "blk.%d.%s".formatted(name.layer().getAsInt(), ANY);
      case KIND -> tensor.replaceFirst("\\d+", ANY);
      case EXPERTS -> tensor.replaceFirst("\\.ffn_[a-z_]+_exps\\.", ".ffn_" + ANY + "_exps.");
    };
  }

  /** Whether a name is that of a group, not of a tensor of its own. */
  public static boolean isGroup(String name) {
    return name.contains(ANY);
  }

  public Set<String> names() {
    return groups.keySet();
  }

  /** The tensors of a group. */
  public List<String> tensors(String group) {
    return groups.get(group);
  }

  /** The types of a group, the smallest first, without those that give its tensors the same. */
  public List<GgmlType> types(String group) {
    Set<Map<String, GgmlType>> different = new HashSet<>();
    return tensors(group).stream()
        .flatMap(tensor -> types.get(tensor).stream())
        .distinct()
        .sorted(BY_SIZE)
        .filter(type -> different.add(types(group, type)))
        .toList();
  }

  /** What a tensor has where its group has a type. */
  GgmlType type(String tensor, GgmlType ofGroup) {
    List<GgmlType> possible = types.get(tensor);
    return possible.contains(ofGroup)
        ? ofGroup
        : possible.stream()
            .filter(type -> RecipeText.bits(type) >= RecipeText.bits(ofGroup))
            .findFirst()
            .orElse(possible.get(possible.size() - 1));
  }

  /** Types by tensor where a group has a type. */
  public Map<String, GgmlType> types(String group, GgmlType ofGroup) {
    Map<String, GgmlType> types = new LinkedHashMap<>();
    tensors(group).forEach(tensor -> types.put(tensor, type(tensor, ofGroup)));
    return types;
  }

  /** The same of several groups. */
  public Map<String, GgmlType> types(Map<String, GgmlType> byGroup) {
    Map<String, GgmlType> types = new LinkedHashMap<>();
    byGroup.forEach((group, type) -> types.putAll(types(group, type)));
    return types;
  }

  /** The tensors that can't have every type of their group. */
  public List<String> limited() {
    return groups.keySet().stream()
        .flatMap(
            group -> {
              List<GgmlType> all = types(group);
              return tensors(group).stream().filter(tensor -> !types.get(tensor).containsAll(all));
            })
        .toList();
  }
}
