package dev.quantloop.app.tui.key;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The bindings of a screen, in the order in which the help shows them. Dispatch, footer, help and
 * palette all read it, so none can disagree with another.
 *
 * @param <S> the screen's state
 * @param <T> what an action gives
 */
public final class KeyTable<S, T> {
  private final List<Binding<S, T>> bindings;

  /**
   * @throws IllegalArgumentException if a key or a name comes twice
   */
  public KeyTable(List<Binding<S, T>> bindings) {
    this.bindings = List.copyOf(bindings);
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

  public List<Binding<S, T>> bindings() {
    return bindings;
  }
}
