package dev.quantloop.app.tui.screen.mix;

import dev.quantloop.app.mix.MixTrial;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.screen.GlobalKeys;
import dev.quantloop.app.tui.table.ColumnsDialog;
import dev.quantloop.app.tui.table.TableKeys;
import java.util.List;
import java.util.Optional;

/** What keys and messages do to the screen of mixes. */
final class MixUpdate {
  static final KeyTable<MixState, Transition> KEYS = keys();

  /** The searches, as they are now. */
  record Loaded(int chosen, MixData data) implements Message {}

  private MixUpdate() {}

  private static KeyTable<MixState, Transition> keys() {
    TableKeys<MixState, MixTrial> table = new TableKeys<>(MixState::table, MixState::with);
    return new KeyTable<>(
        List.of(
            Binding.<MixState, Transition>of(
                    "n", "next", "show the search before it", "other search", s -> next(s))
                .onlyIf(s -> mixes(s) > 1, "there is no other search"),
            Binding.<MixState, Transition>of(
                    "tab",
                    "judged",
                    "show what was judged, or tried, where there is no room for both",
                    "judged",
                    s -> Transition.to(s.withOtherTable()))
                .unless(s -> s.finals().all().isEmpty(), "nothing has been judged"),
            table
                .onSelected(
                    "y",
                    "copy",
                    "copy the weights, as --weights takes them",
                    "copy",
                    MixUpdate::copy)
                .unless(MixUpdate::notToCopy)),
        table.moving(),
        table.sorting(),
        GlobalKeys.keys(),
        List.of(Screen.back("q escape left h", "go back")));
  }

  private static int mixes(MixState state) {
    return state.data().map(data -> data.mixes().size()).orElse(0);
  }

  private static Transition next(MixState state) {
    MixState next = state.choosing((state.chosen() + 1) % mixes(state));
    return Transition.to(next, load(next));
  }

  private static Optional<String> notToCopy(MixState state) {
    return state.onJudged()
        ? Optional.of("tab goes back to the mixes that can be copied")
        : state.table().selected().isPresent()
            ? Optional.empty()
            : Optional.of("no row is selected");
  }

  private static Transition copy(MixState state, MixTrial trial) {
    List<String> sources = state.data().flatMap(MixData::standing).orElseThrow().text().names();
    return Transition.to(state, new Effect.Copy(trial.shares().typed(sources), "the weights"));
  }

  private static Effect load(MixState state) {
    return new Effect.Ask(
        tracker -> new Loaded(state.chosen(), MixData.read(tracker, state.id(), state.chosen())));
  }

  static Transition hear(MixState state, Message message) {
    if (message instanceof Loaded loaded) {
      return Transition.to(loaded.chosen() == state.chosen() ? state.with(loaded.data()) : state);
    } else if (message instanceof Message.Changed) {
      return Transition.to(state, load(state));
    } else if (message instanceof ColumnsDialog.Chosen chosen) {
      return Transition.to(state.with(state.table().choosing(chosen.choice())));
    } else if (message instanceof Message.Failed failed) {
      return Transition.to(state.data().isPresent() ? state : state.failed(failed.reason()));
    }
    return Transition.to(state);
  }
}
