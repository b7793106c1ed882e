package dev.quantloop.app.tui.table;

import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.key.Key;
import java.util.Optional;

/**
 * A screen on which keys and clicks go to one table.
 *
 * @param <R> a row
 */
public interface TableScreen<R> extends Screen {
  Table<R> table();

  /** The same screen with another state of its table. */
  Screen with(Table<R> table);

  @Override
  default Optional<Transition> typed(Key key) {
    return table().typed(key).map(rows -> Transition.to(with(rows)));
  }

  @Override
  default boolean typing() {
    return table().filter().open();
  }

  @Override
  default Optional<Transition> clicked(int row) {
    return Optional.of(Transition.to(with(table().at(row))));
  }
}
