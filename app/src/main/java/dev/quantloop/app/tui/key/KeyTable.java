package dev.quantloop.app.tui.key;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;

/**
 * The bindings of a screen, in the order in which the help shows them. Dispatch, footer, help and
 * palette all read it, so none can disagree with another.
 *
 * @param <S> the screen's state
 * @param <T> what an action gives
 */
public final class KeyTable<S, T> {
  private static final int HALF_PAGE = 10;

  private final List<Binding<S, T>> bindings;

  /**
   * @param groups in their order
   * @throws IllegalArgumentException if a key or a name comes twice
   */
  @SafeVarargs
  public KeyTable(List<Binding<S, T>>... groups) {
    List<Binding<S, T>> all = new ArrayList<>();
    for (List<Binding<S, T>> group : groups) {
      all.addAll(group);
    }
    this.bindings = List.copyOf(all);
    Set<String> names = new HashSet<>();
    Set<Key> keys = new HashSet<>();
    for (Binding<S, T> binding : bindings) {
      if (!names.add(binding.name())) {
        throw new IllegalArgumentException("two bindings are called " + binding.name());
      }
      for (Key key : binding.keys()) {
        if (!keys.add(key)) {
          throw new IllegalArgumentException(key.label() + " is bound twice");
        }
      }
    }
  }

  /**
   * The keys that go through rows: arrows and j/k, g/G, Ctrl-D/U.
   *
   * @param row the number of the state's row
   * @param rows how many there are
   * @param to gives what follows when another row is gone to; it may be beyond the ends
   */
  public static <S, T> List<Binding<S, T>> moving(
      ToIntFunction<S> row, ToIntFunction<S> rows, BiFunction<S, Integer, T> to) {
    return List.of(
        Binding.of("j down", "down", "go down", s -> to.apply(s, row.applyAsInt(s) + 1)),
        Binding.of("k up", "up", "go up", s -> to.apply(s, row.applyAsInt(s) - 1)),
        Binding.of("g home", "first", "go to the first", s -> to.apply(s, 0)),
        Binding.of("G end", "last", "go to the last", s -> to.apply(s, rows.applyAsInt(s) - 1)),
        Binding.of(
            "ctrl-d page-down",
            "page-down",
            "go half a page down",
            s -> to.apply(s, row.applyAsInt(s) + HALF_PAGE)),
        Binding.of(
            "ctrl-u page-up",
            "page-up",
            "go half a page up",
            s -> to.apply(s, row.applyAsInt(s) - HALF_PAGE)));
  }

  public List<Binding<S, T>> bindings() {
    return bindings;
  }
}
