package dev.quantloop.llama.quantize;

import dev.quantloop.llama.gguf.GgmlType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Types of tensors as rules {@code REGEX=TYPE}: one for all layers in which a kind of tensor has
 * the same type.
 */
final class TensorRules {
  private static final Pattern NUMBERED = Pattern.compile("(.*?\\.)(0|[1-9]\\d{0,7})(\\..*)");
  private static final String SPECIAL = "^$\\.*+?()[]{}|";
  private static final String PLAIN = "_-/:";
  private static final String WEIGHT = ".weight";

  /**
   * Tensors whose names differ in the layer's number only.
   *
   * @param before the number; the whole name where it has none
   * @param layer null where the name has none
   */
  private record Place(String before, String after, Integer layer) {
    static Place of(String name) {
      Matcher numbered = NUMBERED.matcher(name);
      return numbered.matches()
          ? new Place(numbered.group(1), numbered.group(3), Integer.valueOf(numbered.group(2)))
          : new Place(name, "", null);
    }

    Place kind() {
      return new Place(before, after, null);
    }
  }

  /** Tensors of a kind that have the same type. */
  private record Group(Place kind, GgmlType type, Set<Integer> layers) {
    String name() {
      return literal(kind.before) + layer() + literal(kind.after);
    }

    private String layer() {
      return layers.isEmpty() ? "" : NumberPattern.of(layers);
    }
  }

  private TensorRules() {}

  /**
   * Rules of which each finds exactly the tensors that it is for, whatever else a model has; in the
   * order in which their kinds come.
   */
  static List<String> exact(Map<String, GgmlType> types) {
    return groups(types).stream()
        .map(group -> "^" + group.name() + "$=" + word(group.type()))
        .toList();
  }

  /**
   * Rules as people write them, such as {@code \.(0|1)\.attn_v=q6_k}: as short as each can be to
   * find, among the names, those that it is for.
   *
   * @param names of all tensors that rules can change; those without a type must not be found
   */
  static List<String> brief(Map<String, GgmlType> types, Collection<String> names) {
    Map<Place, Set<String>> kinds =
        names.stream()
            .collect(Collectors.groupingBy(name -> Place.of(name).kind(), Collectors.toSet()));
    List<String> rules = new ArrayList<>();
    for (Group group : groups(types)) {
      Set<String> kind = kinds.getOrDefault(group.kind(), Set.of());
      Set<String> meant = found("^" + group.name() + "$", kind);
      String briefest =
          candidates(group, meant.equals(kind)).stream()
              .filter(pattern -> found(pattern, names).equals(meant))
              .findFirst()
              .orElse("^" + group.name() + "$");
      rules.add(briefest + "=" + word(group.type()));
    }
    return rules;
  }

  private static List<String> candidates(Group group, boolean allLayers) {
    String after = group.kind().after();
    List<String> candidates = new ArrayList<>();
    if (group.layers().isEmpty()) {
      candidates.add(literal(withoutEnd(group.kind().before())));
      return candidates;
    }
    if (allLayers) {
      candidates.add(literal(withoutEnd(after.substring(1))));
      candidates.add(literal(after.substring(1)));
    }
    candidates.add("\\." + group.layer() + literal(withoutEnd(after)));
    candidates.add("\\." + group.layer() + literal(after));
    return candidates;
  }

  private static String withoutEnd(String name) {
    return name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : name;
  }

  private static Set<String> found(String pattern, Collection<String> names) {
    Predicate<String> finds = Pattern.compile(pattern).asPredicate();
    return names.stream().filter(finds).collect(Collectors.toSet());
  }

  private static List<Group> groups(Map<String, GgmlType> types) {
    Map<Place, Map<GgmlType, Group>> groups = new LinkedHashMap<>();
    types.forEach(
        (name, type) -> {
          Place place = Place.of(name);
          Group group =
              groups
                  .computeIfAbsent(place.kind(), kind -> new LinkedHashMap<>())
                  .computeIfAbsent(type, t -> new Group(place.kind(), t, new TreeSet<>()));
          if (place.layer() != null) {
            group.layers().add(place.layer());
          }
        });
    return groups.values().stream().flatMap(byType -> byType.values().stream()).toList();
  }

  /** What llama-quantize calls the type, in either case. */
  static String word(GgmlType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds the text itself. llama-quantize puts patterns into lower case and ends them at white
   * space or the first equals sign, so capitals and such signs are written by their codes.
   */
  private static String literal(String text) {
    StringBuilder pattern = new StringBuilder();
    for (char c : text.toCharArray()) {
      if (SPECIAL.indexOf(c) >= 0) {
        pattern.append('\\').append(c);
      } else if (c > 127
          || Character.isLowerCase(c)
          || Character.isDigit(c)
          || PLAIN.indexOf(c) >= 0) {
        pattern.append(c);
      } else {
        pattern.append("\\x%02x".formatted((int) c));
      }
    }
    return pattern.toString();
  }
}
