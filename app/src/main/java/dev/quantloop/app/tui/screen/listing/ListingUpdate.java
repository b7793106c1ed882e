package dev.quantloop.app.tui.screen.listing;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.table.ColumnsDialog;
import dev.quantloop.app.tui.table.TableKeys;
import java.util.List;
import java.util.function.Function;

/** What keys and messages do to a list. */
final class ListingUpdate {
  /** What follows from an answer, in the state that there is by then. */
  record Then<R>(Function<ListingState<R>, Transition> transition) implements Message {}

  private ListingUpdate() {}

  static <R> KeyTable<ListingState<R>, Transition> keys(Listed<R> listed) {
    TableKeys<ListingState<R>, R> table = new TableKeys<>(ListingState::table, ListingState::with);
    return new KeyTable<>(
        listed.keys(table),
        List.of(table.filtering()),
        table.moving(),
        table.sorting(),
        List.of(
            table.onSelected(
                "y",
                "copy",
                "copy " + listed.copied(),
                (s, row) -> Transition.to(s, new Effect.Copy(listed.copied(row), listed.copied()))),
            Screen.back("q escape left h", "go back")));
  }

  /** Reads what has changed. */
  private static <R> Effect load(ListingState<R> state) {
    Listed<R> listed = state.listed();
    String known = state.read().map(Listing::version).orElse("");
    return new Effect.Ask(
        tracker -> {
          String version = listed.version(tracker);
          if (version.equals(known)) {
            return new Then<R>(s -> Transition.to(s));
          }
          Listing<R> read = listed.read(tracker, version);
          return new Then<R>(s -> Transition.to(s.with(read)));
        });
  }

  @SuppressWarnings("unchecked") // an answer comes back to the screen that asked
  static <R> Transition hear(ListingState<R> state, Message message) {
    if (message instanceof Then<?> then) {
      return ((Then<R>) then).transition().apply(state);
    } else if (message instanceof Message.Changed) {
      return Transition.to(state, load(state));
    } else if (message instanceof ColumnsDialog.Chosen chosen) {
      return Transition.to(
          state.with(state.table().choosing(chosen.choice())),
          state.services().keep(state.listed().name(), chosen.choice()));
    } else if (message instanceof Message.Failed failed) {
      return Transition.to(state.read().isPresent() ? state : state.failed(failed.reason()));
    }
    return Transition.to(state);
  }
}
