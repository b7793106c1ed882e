package dev.quantloop.app.tui.table;

import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Step;
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
  default Optional<Step> typed(Key key) {
    return table().typed(key).map(rows -> Step.to(with(rows)));
  }

  @Override
  default boolean typing() {
    return table().filter().open();
  }

  @Override
  default Optional<Step> clicked(int row) {
    return Optional.of(Step.to(with(table().at(row))));
  }
}
