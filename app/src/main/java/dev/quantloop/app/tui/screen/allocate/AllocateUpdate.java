package dev.quantloop.app.tui.screen.allocate;

import dev.quantloop.app.guide.Proposal;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.dialog.Prompt;
import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.screen.GlobalKeys;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.service.RecipeStanding;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What keys and messages do to the screen of tensor types. */
final class AllocateUpdate {
  static final KeyTable<AllocateState, Transition> KEYS = keys();

  /** The types, as they are now. */
  record Loaded(int chosen, AllocateData data) implements Message {}

  /** A recipe is to be made. */
  record Asked(Proposal.Allocate proposal) implements Message {}

  /** What was asked for has been done. */
  record Done(String said) implements Message {}

  private AllocateUpdate() {}

  private static KeyTable<AllocateState, Transition> keys() {
    return new KeyTable<>(
        List.of(
            change(
                    "t",
                    "next-figure",
                    "show the next figure",
                    "figure",
                    s -> s.with(s.place().withNextFigure()))
                .unless(AllocateUpdate::nothing),
            change(
                    "tab",
                    "pane",
                    "show the map, the recipes or the curve, where there is no room for all",
                    "map, recipes, curve",
                    s -> s.with(s.place().withNextPane()))
                .unless(AllocateUpdate::nothing),
            change(
                    "n",
                    "next-recipe",
                    "go to the next recipe",
                    "recipe",
                    s -> s.with(s.place().withRecipe((s.place().recipe() + 1) % recipes(s))))
                .onlyIf(s -> recipes(s) > 1, "there is no other recipe"),
            Binding.<AllocateState, Transition>of(
                    "a",
                    "allocate",
                    "have types chosen for a file as large as a quant type's",
                    "choose types",
                    AllocateUpdate::ask)
                .unless(AllocateUpdate::notToAsk),
            Binding.<AllocateState, Transition>of(
                    "o", "other", "show the choice of types before it", "", AllocateUpdate::other)
                .onlyIf(s -> count(s) > 1, "there is no other choice of types"),
            change("l right", "right", "go to the next layer", "", s -> move(s, 1)),
            change("h left", "left", "go to the layer before", "", s -> move(s, -1))),
        KeyTable.moving(
            s -> s.place().kind(),
            s -> s.data().map(data -> data.tensors().kinds().size()).orElse(0),
            (s, row) -> Transition.to(s.at(row, s.place().layer()))),
        List.of(
            Binding.<AllocateState, Transition>of(
                    "y", "copy", "copy the path of the recipe's file", AllocateUpdate::copy)
                .onlyIf(s -> file(s).isPresent(), "there is no file yet")),
        GlobalKeys.keys(),
        List.of(Screen.back("q escape", "go back")));
  }

  private static Binding<AllocateState, Transition> change(
      String keys, String name, String label, String hint, UnaryOperator<AllocateState> change) {
    return Binding.of(keys, name, label, hint, s -> Transition.to(change.apply(s)));
  }

  private static AllocateState move(AllocateState state, int by) {
    return state.at(state.place().kind(), state.place().layer() + by);
  }

  private static int count(AllocateState state) {
    return state.data().map(AllocateData::count).orElse(0);
  }

  private static int recipes(AllocateState state) {
    return state.data().map(data -> data.rows().size() / 2).orElse(0);
  }

  private static Optional<String> nothing(AllocateState state) {
    return count(state) > 0 ? Optional.empty() : Optional.of("no types have been chosen");
  }

  private static Transition other(AllocateState state) {
    AllocateState next = state.choosing((state.chosen() + 1) % count(state));
    return Transition.to(next, load(next));
  }

  private static Optional<Quant> file(AllocateState state) {
    return state
        .data()
        .flatMap(data -> data.recipe(state.place().recipe()))
        .flatMap(RecipeStanding::file);
  }

  private static Transition copy(AllocateState state) {
    String path = file(state).orElseThrow().file().toString();
    return Transition.to(state, new Effect.Copy(path, "the path"));
  }

  private static Optional<String> notToAsk(AllocateState state) {
    return state
        .data()
        .map(
            data -> data.run().isPresent() ? Optional.of("it is at work") : data.step().hindrance())
        .orElse(Optional.of("it is being read"));
  }

  private static Transition ask(AllocateState state) {
    AllocateData.Step step = state.data().orElseThrow().step();
    return Transition.to(
        state,
        new Effect.Show(
            new Prompt(
                    "Choose the type of each tensor",
                    "For a file as large as",
                    TextField.of(step.like()),
                    AllocateUpdate::noType,
                    text ->
                        new Effect.Tell(
                            new Asked(
                                new Proposal.Allocate(
                                    step.name(), QuantType.parse(text.strip()).name(), List.of()))))
                .selecting()));
  }

  private static Optional<String> noType(String text) {
    try {
      return QuantType.parse(text.strip()).quantizes()
          ? Optional.empty()
          : Optional.of(text.strip() + " quantizes nothing");
    } catch (LlamaException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Takes minutes; what is measured meanwhile is seen as it comes. */
  private static Effect doing(AllocateState state, Proposal.Allocate proposal) {
    return new Effect.Background(
        answers -> answers.accept(new Done(state.services().work().carryOut(proposal))));
  }

  private static Effect load(AllocateState state) {
    return new Effect.Ask(
        tracker ->
            new Loaded(state.chosen(), AllocateData.read(tracker, state.id(), state.chosen())));
  }

  static Transition hear(AllocateState state, Message message) {
    if (message instanceof Loaded loaded) {
      return Transition.to(loaded.chosen() == state.chosen() ? state.with(loaded.data()) : state);
    } else if (message instanceof Message.Changed) {
      return Transition.to(state, load(state));
    } else if (message instanceof Asked asked) {
      return Transition.to(
          state,
          new Effect.Say("measuring what each tensor loses"),
          doing(state, asked.proposal()));
    } else if (message instanceof Done done) {
      return Transition.to(state, load(state), new Effect.Say(done.said()));
    } else if (message instanceof Message.Failed failed) {
      return Transition.to(state.data().isPresent() ? state : state.failed(failed.reason()));
    }
    return Transition.to(state);
  }
}
