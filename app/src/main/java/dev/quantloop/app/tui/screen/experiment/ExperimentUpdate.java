package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.guide.Guide;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.dialog.Confirmation;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.screen.GlobalKeys;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.screen.allocate.AllocateState;
import dev.quantloop.app.tui.screen.compare.CompareState;
import dev.quantloop.app.tui.screen.iteration.IterationScreenState;
import dev.quantloop.app.tui.screen.iteration.Remark;
import dev.quantloop.app.tui.screen.iteration.Remark.Adding;
import dev.quantloop.app.tui.screen.listing.ListingState;
import dev.quantloop.app.tui.screen.mix.MixState;
import dev.quantloop.app.tui.table.ColumnsDialog;
import dev.quantloop.app.tui.table.TableKeys;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Remarks;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RankingRow;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What keys and messages do to an experiment's screen. */
final class ExperimentUpdate {
  static final KeyTable<ExperimentState, Transition> KEYS = keys();

  /** What follows from an answer, in the state that there is by then. */
  record Then(Function<ExperimentState, Transition> transition) implements Message {}

  private ExperimentUpdate() {}

  private static KeyTable<ExperimentState, Transition> keys() {
    TableKeys<ExperimentState, RankingRow> table =
        new TableKeys<>(ExperimentState::table, ExperimentState::with);
    return new KeyTable<>(
        List.of(
            Binding.<ExperimentState, Transition>of(
                    "R", "run", "run until the plateau, or go on with a run", "run", s -> run(s))
                .unless(s -> isRunning(s) ? Optional.of("it is running already") : nothingToRun(s)),
            Binding.<ExperimentState, Transition>of(
                    "X", "stop", "stop the run at the end of its chunk", "stop", s -> stop(s))
                .onlyIf(s -> isRunning(s), "nothing is running"),
            Binding.<ExperimentState, Transition>of(
                    "i", "guide", "see what to try next, and why", "guide", s -> guide(s))
                .unless(
                    s ->
                        isRunning(s)
                            ? Optional.of("a run is at work")
                            : importedAlone(s).or(() -> notRead(s))),
            table.onSelected(
                "enter",
                "open",
                "look into the iteration",
                "open",
                (s, row) ->
                    Transition.to(
                        s,
                        new Effect.Open(
                            IterationScreenState.of(s.id(), s.name(), row, s.services())))),
            Binding.<ExperimentState, Transition>of(
                    "c",
                    "compare",
                    "compare the marked iterations",
                    "compare",
                    s ->
                        Transition.to(
                            s,
                            new Effect.Open(
                                CompareState.of(
                                    s.id(), s.name(), s.table().marked(), s.services()))))
                .onlyIf(
                    s ->
                        s.table().marked().size() >= CompareState.FEWEST
                            && s.table().marked().size() <= CompareState.MOST,
                    "mark two to six with space"),
            table.filtering()),
        table.moving(),
        table.sorting(),
        table.marking(),
        List.of(
            Binding.of(
                "M",
                "mixes",
                "see the search for a mix of the sources",
                "",
                s -> Transition.to(s, new Effect.Open(MixState.of(s.id(), s.name())))),
            Binding.of(
                "A",
                "tensor-types",
                "see what single tensors lose, and the types chosen for them",
                "",
                s ->
                    Transition.to(
                        s, new Effect.Open(AllocateState.of(s.id(), s.name(), s.services()))))),
        List.of(
            table.onSelected(
                "p",
                "pin",
                "compare all with this iteration, or stop it",
                "pin",
                (s, row) -> pin(s, row)),
            Binding.<ExperimentState, Transition>of(
                    "E",
                    "export",
                    "write a report, or figures for other programs",
                    s -> Transition.to(s, ExportEffects.dialog(s)))
                .unless(
                    s ->
                        s.table().all().isEmpty()
                            && s.data().filter(data -> data.imported() > 0).isEmpty(),
                    "nothing has been evaluated"),
            listing("J", "judge", "rank all its files, whatever their types", ListingState::judge),
            listing(
                    "T",
                    "shoot-out",
                    "see the corpora that are held against each other",
                    ListingState::shootOut)
                .onlyIf(
                    s -> s.data().filter(ExperimentData::showsShootOut).isPresent(),
                    "it has no figures of corpora that are held against each other"),
            Binding.<ExperimentState, Transition>of(
                    "O",
                    "imported",
                    "see what was imported from other programs",
                    "imported",
                    s ->
                        Transition.to(
                            s, new Effect.Open(ListingState.imported(s.id(), s.services()))))
                .onlyIf(
                    s -> s.data().filter(data -> data.imported() > 0).isPresent(),
                    "nothing was imported"),
            listing("P", "pareto", "set the size of files against quality", ListingState::pareto),
            plot("m", "metric", "plot the next figure", PlotChoice::nextMetric),
            plot("x", "axis", "logarithmic or linear axis", PlotChoice::otherAxis),
            plot(
                "v",
                "relative",
                "plot figures relative to the first point, or as they are",
                PlotChoice::otherUnit),
            table.onSelected(
                "n",
                "note",
                "note something on the iteration",
                "note",
                (s, row) -> remark(s, row, "note", Remarks::note)),
            table.onSelected(
                "t",
                "tag",
                "tag the iteration",
                "tag",
                (s, row) -> remark(s, row, "tag", Remarks::tag)),
            table.onSelected("y", "copy-row", "copy the row", (s, row) -> copy(s, row))),
        GlobalKeys.keys(),
        List.of(Screen.back("q escape left h", "back to the list")));
  }

  private static Binding<ExperimentState, Transition> listing(
      String key,
      String name,
      String label,
      BiFunction<ExperimentId, ScreenServices, Screen> screen) {
    return Binding.<ExperimentState, Transition>of(
            key,
            name,
            label,
            s -> Transition.to(s, new Effect.Open(screen.apply(s.id(), s.services()))))
        .unless(s -> s.table().all().isEmpty(), "nothing has been evaluated");
  }

  private static Binding<ExperimentState, Transition> plot(
      String keys, String name, String label, UnaryOperator<PlotChoice> change) {
    return Binding.<ExperimentState, Transition>of(
            keys, name, label, s -> plotting(s, change.apply(s.plot())))
        .unless(s -> s.table().all().isEmpty(), "nothing has been evaluated");
  }

  /** What is plotted is said, for a small window leaves the plot out. */
  private static Transition plotting(ExperimentState state, PlotChoice choice) {
    return Transition.to(
        state.plotting(choice),
        new Effect.Say("plots " + choice.figure() + "; hidden where the window is too small"));
  }

  private static boolean isRunning(ExperimentState state) {
    return state.data().filter(ExperimentData::running).isPresent();
  }

  private static Optional<String> nothingToRun(ExperimentState state) {
    Optional<String> imported = importedAlone(state);
    return imported.isPresent() ? imported : nothingLeft(state);
  }

  private static Optional<String> importedAlone(ExperimentState state) {
    return state
        .data()
        .filter(ExperimentData::importedAlone)
        .map(data -> "it has imported results alone");
  }

  private static Optional<String> nothingLeft(ExperimentState state) {
    return state
        .data()
        .flatMap(ExperimentData::end)
        .map(end -> "nothing is left to do, " + end + "; i tells what to try next")
        .or(() -> notRead(state));
  }

  private static Optional<String> notRead(ExperimentState state) {
    return state.data().isPresent() ? Optional.empty() : Optional.of("it is being read");
  }

  static Effect load(ExperimentState state) {
    return after(state, tracker -> {});
  }

  /** Does something to the database, then reads the experiment again. */
  private static Effect after(ExperimentState state, Consumer<Tracker> work) {
    return new Effect.Ask(
        tracker -> {
          if (tracker.experiments().find(state.id()).isEmpty()) {
            return new Then(
                s ->
                    Transition.to(
                        s,
                        new Effect.Close(),
                        new Effect.Say(s.name() + " has been deleted elsewhere")));
          }
          work.accept(tracker);
          Experiment experiment = tracker.experiments().get(state.id());
          ExperimentData data =
              ExperimentData.read(tracker, experiment, state.data(), state.services().processes());
          return new Then(s -> Transition.to(s.with(data)));
        });
  }

  static Transition hear(ExperimentState state, Message message) {
    if (message instanceof Then then) {
      return then.transition().apply(state);
    } else if (message instanceof Message.Changed) {
      return Transition.to(state, load(state));
    } else if (message instanceof ColumnsDialog.Chosen chosen) {
      return Transition.to(
          state.with(state.table().choosing(chosen.choice())),
          state.services().keep(ExperimentState.TABLE, chosen.choice()));
    }
    return Transition.to(state);
  }

  private static Transition run(ExperimentState state) {
    return Transition.to(
        state,
        new Effect.Say("starting a worker"),
        after(
            state,
            tracker ->
                state.services().work().run(tracker, tracker.experiments().get(state.id()))));
  }

  private static Transition stop(ExperimentState state) {
    return Transition.to(
        state,
        new Effect.Show(
            new Confirmation(
                "Stop the run of " + state.name() + "?",
                List.of("It stops at the end of its chunk; R goes on from there."),
                after(
                    state,
                    tracker ->
                        tracker
                            .runs()
                            .active(state.id())
                            .ifPresent(run -> tracker.runs().requestStop(run.id()))))));
  }

  private static Transition guide(ExperimentState state) {
    Guide guide = state.data().flatMap(ExperimentData::guide).orElseThrow();
    return Transition.to(state, new Effect.Show(new GuideDialog(guide, state.services(), 0)));
  }

  private static Transition pin(ExperimentState state, RankingRow row) {
    boolean same = state.pinned().filter(pinned -> pinned.quant().equals(row.quant())).isPresent();
    return Transition.to(state.pinnedTo(same ? Optional.empty() : Optional.of(row)));
  }

  private static Transition remark(
      ExperimentState state, RankingRow row, String what, Adding adding) {
    return Transition.to(
        state,
        Remark.prompt(
            "A " + what + " on " + state.name() + ":" + row.iteration(),
            "",
            text ->
                after(state, t -> adding.to(t.remarks(), state.id(), row.iterationId(), text))));
  }

  private static Transition copy(ExperimentState state, RankingRow row) {
    String text =
        "%s:%d\t%s\t%s".formatted(state.name(), row.iteration(), row.quantType(), row.composite());
    return Transition.to(state, new Effect.Copy(text, "the row"));
  }
}
