package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.screen.inspect.InspectState;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.DomainRow;
import dev.quantloop.tracker.view.RankingRow;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What keys and messages do to the screen of an iteration. */
final class IterationUpdate {
  static final KeyTable<IterationScreenState, Transition> KEYS = keys();

  /** What a click on a chunk means is its number, counted from here. */
  static final int CHUNKS = 1 << 20;

  /** What a click on a pane means is its number, counted from here. */
  static final int PANES = 1 << 24;

  /** The iteration, as it is now. */
  record Loaded(IterationData data) implements Message {}

  private IterationUpdate() {}

  private static KeyTable<IterationScreenState, Transition> keys() {
    return new KeyTable<>(
        RemarkUpdate.onRemarks(),
        ChunkUpdate.keys(),
        panes(),
        moving(),
        List.of(
            sibling("]", "next-iteration", "go to the next iteration of the type", "next", 1),
            sibling("[", "previous-iteration", "go to the iteration before", "previous", -1)),
        RemarkUpdate.adding(),
        List.of(
            Binding.<IterationScreenState, Transition>of(
                    "y", "copy", "copy the selected line, or the chunk's figures", s -> copy(s))
                .unless(IterationUpdate::notRead),
            Binding.<IterationScreenState, Transition>of(
                    "I",
                    "inspect",
                    "look into the imatrix",
                    s -> Transition.to(s, new Effect.Open(inspector(s))))
                .onlyIf(s -> imatrix(s).isPresent(), "it has no imatrix"),
            Screen.back("q escape", "back to the ranking")));
  }

  private static Optional<Imatrix> imatrix(IterationScreenState state) {
    return state.data().flatMap(IterationData::imatrix);
  }

  private static Screen inspector(IterationScreenState state) {
    return InspectState.of(state.services(), List.of(imatrix(state).orElseThrow().file()));
  }

  /** What chooses a pane and how it is shown. */
  private static List<Binding<IterationScreenState, Transition>> panes() {
    return List.of(
        pane("tab", "next-pane", "go to the next pane", "panes", p -> p.focus(p.focus().next(1))),
        pane(
            "back-tab",
            "previous-pane",
            "go to the pane before",
            "",
            p -> p.focus(p.focus().next(-1))),
        pane(
            "z",
            "alone",
            "give the pane all the room, or share it",
            "alone",
            PaneChoice::otherSize),
        Binding.of(
            "x",
            "axis",
            "spread the highest percentiles, or all alike",
            s -> Transition.to(s.withOtherAxis())));
  }

  /** What goes through the lines of the pane with the focus. */
  private static List<Binding<IterationScreenState, Transition>> moving() {
    return KeyTable.<IterationScreenState, Transition>moving(
            s -> s.panes().cursor(s.panes().focus(), rows(s)),
            IterationUpdate::rows,
            (s, row) -> Transition.to(s.with(s.panes().at(row, rows(s)))))
        .stream()
        .map(binding -> binding.onlyIf(s -> rows(s) > 0, "the pane has no lines"))
        .toList();
  }

  private static Binding<IterationScreenState, Transition> pane(
      String keys, String name, String label, String hint, UnaryOperator<PaneChoice> change) {
    return Binding.of(keys, name, label, hint, s -> Transition.to(s.with(change.apply(s.panes()))));
  }

  private static int rows(IterationScreenState state) {
    return state.data().map(data -> state.panes().focus().rows(data)).orElse(0);
  }

  private static Binding<IterationScreenState, Transition> sibling(
      String keys, String name, String label, String hint, int by) {
    return Binding.<IterationScreenState, Transition>of(
            keys, name, label, hint, s -> go(s, s.data().flatMap(d -> d.sibling(by)).orElseThrow()))
        .unless(
            s ->
                s.data().isEmpty() || s.data().get().sibling(by).isPresent()
                    ? notRead(s)
                    : Optional.of("there is none"));
  }

  static Optional<String> notRead(IterationScreenState state) {
    return state.data().isPresent() ? Optional.empty() : Optional.of("it is being read");
  }

  static Effect load(IterationScreenState state) {
    return after(state, tracker -> {});
  }

  /** Does something to the database, then reads the iteration again. */
  static Effect after(IterationScreenState state, Consumer<Tracker> work) {
    return new Effect.Ask(
        tracker -> {
          work.accept(tracker);
          return new Loaded(
              IterationData.read(tracker, state.experiment(), state.wanted(), state.data()));
        });
  }

  static Transition hear(IterationScreenState state, Message message) {
    if (message instanceof Loaded loaded) {
      return Transition.to(state.with(loaded.data()));
    } else if (message instanceof ChunkUpdate.TextRead read) {
      return ChunkUpdate.shown(state.with(read.text()), read.text());
    } else if (message instanceof Message.Changed) {
      return Transition.to(state, load(state));
    } else if (message instanceof Message.Failed failed) {
      return Transition.to(state.data().isPresent() ? state : state.failed(failed.reason()));
    }
    return Transition.to(state);
  }

  static IterationScreenState clicked(IterationScreenState state, int target) {
    if (target >= PANES) {
      return state.with(state.panes().focus(Pane.values()[target - PANES]));
    } else if (target >= CHUNKS) {
      return state.atChunk(target - CHUNKS);
    }
    PaneChoice domains = state.panes().focus(Pane.DOMAINS);
    return state.with(domains.at(target, target + 1));
  }

  private static Transition go(IterationScreenState state, RankingRow row) {
    IterationScreenState there = state.to(row);
    return Transition.to(there, load(there));
  }

  private static Transition copy(IterationScreenState state) {
    IterationData data = state.data().orElseThrow();
    Pane pane = state.panes().focus();
    int rows = pane.rows(data);
    int row = state.panes().cursor(pane, rows);
    if (pane == Pane.DOMAINS) {
      DomainRow domain = DomainTable.rows(data).get(row);
      return Transition.to(state, new Effect.Copy(DomainTable.text(domain), "the row"));
    } else if (rows > 0) {
      Fact fact = pane.facts(data).get(row);
      String what = fact.label().isEmpty() ? "the line" : "the line " + fact.label();
      return Transition.to(state, new Effect.Copy(fact.copied(), what));
    }
    return Transition.to(
        state,
        state
            .selectedChunk()
            .map(chunk -> new Effect.Copy(ChunkLine.copied(data, chunk), "the chunk's figures"))
            .map(Effect.class::cast)
            .orElse(new Effect.Say("there is nothing to copy here")));
  }
}
