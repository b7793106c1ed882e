package dev.quantloop.app.tui.text;

import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.key.Binding;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The keys that every long text has, as in less: arrows and j/k, g/G, pages, search, follow.
 *
 * @param <S> the screen's state
 */
public final class TextPaneKeys<S extends Screen> {
  private static final int HALF_PAGE = 10;
  private static final int PAGE = 20;

  private final Function<S, TextPane> pane;
  private final BiFunction<S, TextPane, S> changed;

  public TextPaneKeys(Function<S, TextPane> pane, BiFunction<S, TextPane, S> changed) {
    this.pane = pane;
    this.changed = changed;
  }

  public List<Binding<S, Transition>> searching() {
    return List.of(
        binding("/", "search", "look for a text", "search", TextPane::searching),
        found("n", "next-match", "go to the next match", 1),
        found("N", "previous-match", "go to the match before", -1));
  }

  public List<Binding<S, Transition>> moving() {
    return List.of(
        binding("j down", "down", "go down", "", p -> p.move(1)),
        binding("k up", "up", "go up", "", p -> p.move(-1)),
        binding("g home", "first", "go to the first line", "", p -> p.at(0)),
        binding("ctrl-d", "half-down", "go half a page down", "", p -> p.move(HALF_PAGE)),
        binding("ctrl-u", "half-up", "go half a page up", "", p -> p.move(-HALF_PAGE)),
        binding("space page-down", "page-down", "go a page down", "", p -> p.move(PAGE)),
        binding("b page-up", "page-up", "go a page up", "", p -> p.move(-PAGE)),
        binding("l right", "right", "see what is to the right", "", TextPane::toTheRight),
        binding("h left", "left", "see what is to the left", "", TextPane::toTheLeft),
        binding("0", "line-start", "see where lines begin", "", p -> p.scrolled(0)),
        binding("G end", "last", "go to the end and stay there", "", p -> p.followed(true)),
        binding("F", "follow", "stay at the end, or no longer", "follow", TextPane::turned));
  }

  private Binding<S, Transition> found(String keys, String name, String label, int direction) {
    return binding(keys, name, label, "", p -> p.next(direction))
        .unless(
            state -> pane.apply(state).search().text().isEmpty(), "nothing is looked for; / does");
  }

  private Binding<S, Transition> binding(
      String keys, String name, String label, String hint, UnaryOperator<TextPane> change) {
    return Binding.of(
        keys,
        name,
        label,
        hint,
        state -> Transition.to(changed.apply(state, change.apply(pane.apply(state)))));
  }
}
