package dev.quantloop.llama.quantize;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Numbers, such as those of layers, as a short regular expression that finds these and no other.
 */
final class NumberPattern {
  private NumberPattern() {}

  /**
   * Alternatives such as {@code [0-9]|1[02]}, in brackets where there are several.
   *
   * @param numbers at least one, none of them negative
   */
  static String of(Collection<Integer> numbers) {
    List<String> alternatives = alternatives(new TreeSet<>(numbers));
    return alternatives.size() == 1
        ? alternatives.get(0)
        : "(" + String.join("|", alternatives) + ")";
  }

  /** Numbers that end in the same digits share an alternative, and so do, before those, tens. */
  private static List<String> alternatives(SortedSet<Integer> numbers) {
    List<String> found = new ArrayList<>();
    SortedSet<Integer> digits = new TreeSet<>(numbers.headSet(10));
    if (!digits.isEmpty()) {
      found.add(digitClass(digits));
    }
    Map<Integer, SortedSet<Integer>> byTens = new TreeMap<>();
    for (int number : numbers.tailSet(10)) {
      byTens.computeIfAbsent(number / 10, tens -> new TreeSet<>()).add(number % 10);
    }
    Map<String, SortedSet<Integer>> byEnding = new LinkedHashMap<>();
    byTens.forEach(
        (tens, last) ->
            byEnding.computeIfAbsent(digitClass(last), ending -> new TreeSet<>()).add(tens));
    byEnding.forEach(
        (ending, tens) -> alternatives(tens).forEach(beginning -> found.add(beginning + ending)));
    return found;
  }

  /** One of these digits; three in a row or more as a range. */
  private static String digitClass(SortedSet<Integer> digits) {
    if (digits.size() == 1) {
      return digits.first().toString();
    }
    StringBuilder listed = new StringBuilder("[");
    int from = digits.first();
    while (from <= digits.last()) {
      int to = from;
      while (digits.contains(to + 1)) {
        to++;
      }
      listed.append(from);
      if (to > from) {
        listed.append(to > from + 1 ? "-" : "").append(to);
      }
      SortedSet<Integer> further = digits.tailSet(to + 1);
      from = further.isEmpty() ? 10 : further.first();
    }
    return listed.append("]").toString();
  }
}
