package dev.quantloop.app.tui.screen.listing;

import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.app.tui.table.TableKeys;
import dev.quantloop.tracker.service.Tracker;
import java.util.List;

/**
 * What a list is of.
 *
 * @param <R> a row
 */
interface Listed<R> {
  String title();

  /** In the preferences. */
  String name();

  List<Column<R>> columns();

  /** Tells a row from others. */
  Object id(R row);

  /** Changes when what is read would come out differently. */
  String version(Tracker tracker);

  Listing<R> read(Tracker tracker, String version);

  /** What stands in place of rows where there are none. */
  List<String> empty();

  /** What of a row can be copied, such as "the name of the file". */
  String copied();

  String copied(R row);

  /** Further keys. */
  default List<Binding<ListingState<R>, Transition>> keys(TableKeys<ListingState<R>, R> table) {
    return List.of();
  }
}
