package dev.quantloop.app.tui.key;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What keys do on a screen.
 *
 * @param <S> the screen's state
 * @param <T> what an action gives
 * @param keys that do it, the one that is shown first
 * @param name of the action, for the palette: {@code sort-next}
 * @param label for people: "sort by the next column"
 * @param hint for the footer: "sort"; empty where the footer does without
 * @param disabled says why the action is not possible now; empty where it is
 * @param action from the state to what follows
 */
public record Binding<S, T>(
    List<Key> keys,
    String name,
    String label,
    String hint,
    Function<S, Optional<String>> disabled,
    Function<S, T> action) {

  /** A binding that is always possible. */
  public static <S, T> Binding<S, T> of(
      String keys, String name, String label, String hint, Function<S, T> action) {
    return new Binding<>(parse(keys), name, label, hint, state -> Optional.empty(), action);
  }

  /** One that the footer does without. */
  public static <S, T> Binding<S, T> of(
      String keys, String name, String label, Function<S, T> action) {
    return of(keys, name, label, "", action);
  }

  public Binding<S, T> unless(Function<S, Optional<String>> reason) {
    return new Binding<>(keys, name, label, hint, reason, action);
  }

  public Binding<S, T> unless(Predicate<S> impossible, String reason) {
    return unless(state -> impossible.test(state) ? Optional.of(reason) : Optional.empty());
  }

  public Binding<S, T> onlyIf(Predicate<S> possible, String otherwise) {
    return unless(possible.negate(), otherwise);
  }

  /** Key names separated by blanks. */
  public static List<Key> parse(String keys) {
    return List.of(keys.split(" ")).stream().map(Key::named).toList();
  }
}
