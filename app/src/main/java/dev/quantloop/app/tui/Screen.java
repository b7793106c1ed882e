package dev.quantloop.app.tui;

import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.key.KeyTable;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The state of one screen: an immutable value. */
public interface Screen {
  /** Stands in the first line. */
  String title();

  /** What has to be done when it is opened; usually the same as when the database has changed. */
  default List<Effect> start() {
    return hear(new Message.Changed()).effects();
  }

  /** What the keys do now. */
  List<Action> actions();

  /**
   * A key that no action has, such as a character typed into a field; empty if it means nothing.
   */
  default Optional<Transition> typed(Key key) {
    return Optional.empty();
  }

  /** Whether a character is now typed into a text; then {@code ?} is no key for help. */
  default boolean typing() {
    return false;
  }

  /** A click on a row that was drawn with a target; empty where it means nothing. */
  default Optional<Transition> clicked(int target) {
    return Optional.empty();
  }

  Transition hear(Message message);

  void draw(Canvas canvas, ViewContext context);

  /** What a table of keys amounts to in a state. */
  static <S extends Screen> List<Action> actions(KeyTable<S, Transition> table, S state) {
    return actions(table, state, binding -> binding.action().apply(state));
  }

  /**
   * The same for a table whose actions give something else.
   *
   * @param run what a binding leads to
   */
  static <S, T> List<Action> actions(
      KeyTable<S, T> table, S state, Function<Binding<S, T>, Transition> run) {
    return table.bindings().stream()
        .map(
            binding ->
                new Action(
                    binding.keys(),
                    binding.name(),
                    binding.label(),
                    binding.hint(),
                    binding.disabled().apply(state),
                    () -> run.apply(binding)))
        .toList();
  }

  /** The key that leaves a screen. */
  static <S extends Screen> Binding<S, Transition> back(String keys, String label) {
    return Binding.of(
        keys, "back", label, "back", state -> Transition.to(state, new Effect.Close()));
  }

  /**
   * A binding as it stands in the present state.
   *
   * @param keys that do it, the one that is shown first
   * @param hint for the footer; may be empty
   * @param disabled why it is not possible now, or empty
   * @param run gives what follows
   */
  record Action(
      List<Key> keys,
      String name,
      String label,
      String hint,
      Optional<String> disabled,
      Supplier<Transition> run) {}
}
