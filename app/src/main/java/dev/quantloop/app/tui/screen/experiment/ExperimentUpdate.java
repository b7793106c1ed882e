package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.guide.Suggestion;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Step;
import dev.quantloop.app.tui.dialog.Prompt;
import dev.quantloop.app.tui.dialog.Question;
import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.table.Table;
import dev.quantloop.app.tui.table.TableKeys;
import dev.quantloop.tracker.ExperimentId;
import dev.quantloop.tracker.RankingRow;
import dev.quantloop.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** What keys and messages do to an experiment's screen. */
final class ExperimentUpdate {
  static final KeyTable<ExperimentState, Step> KEYS = keys();

  /** The experiment, as it is now. */
  record Loaded(ExperimentData data) implements Message {}

  /** A command has been carried out. */
  record Done(String said, ExperimentData data) implements Message {}

  private ExperimentUpdate() {}

  private static KeyTable<ExperimentState, Step> keys() {
    TableKeys<ExperimentState, RankingRow> table =
        new TableKeys<>(ExperimentState::table, ExperimentState::with);
    List<Binding<ExperimentState, Step>> all = new ArrayList<>();
    all.add(
        Binding.<ExperimentState, Step>of(
                "R", "run", "run until the plateau, or go on with a run", "run", s -> run(s))
            .unless(s -> isRunning(s) ? Optional.of("it is running already") : notRead(s)));
    all.add(
        Binding.<ExperimentState, Step>of(
                "X", "stop", "stop the run at the end of its chunk", "stop", s -> stop(s))
            .unless(s -> isRunning(s) ? Optional.empty() : Optional.of("nothing is running")));
    all.add(
        Binding.of(
            "/",
            "filter",
            "show only rows with a text",
            "filter",
            s -> Step.to(s.filtered(s.filter().opened()))));
    all.addAll(table.moving());
    all.addAll(table.sorting());
    all.add(onRow("p", "pin", "compare all with this iteration, or stop it", "pin", s -> pin(s)));
    all.add(
        Binding.of(
            "m",
            "metric",
            "plot the next figure",
            "figure",
            s -> Step.to(s.plotting(s.metric().next(), s.logarithmic()))));
    all.add(
        Binding.of(
            "x",
            "axis",
            "logarithmic or linear axis",
            "axis",
            s -> Step.to(s.plotting(s.metric(), !s.logarithmic()))));
    all.add(
        Binding.<ExperimentState, Step>of(
                "i", "guide", "see what to try next, and why", "guide", s -> guide(s))
            .unless(ExperimentUpdate::notRead));
    all.add(
        Binding.of(
            "v",
            "relative",
            "plot figures relative to no imatrix, or as they are",
            "",
            s -> Step.to(s.plottingRelative(!s.relative()))));
    all.add(
        onRow(
            "n",
            "note",
            "note something on the iteration",
            "note",
            s -> remark(s, "note", (t, text) -> t.remarks().note(s.id(), iteration(s), text))));
    all.add(
        onRow(
            "t",
            "tag",
            "tag the iteration",
            "tag",
            s -> remark(s, "tag", (t, text) -> t.remarks().tag(s.id(), iteration(s), text))));
    all.add(onRow("y", "copy-row", "copy the row", "", s -> copy(s)));
    all.add(
        Binding.of(
            "q escape left h",
            "back",
            "back to the list",
            "back",
            s -> Step.to(s, new Effect.Close())));
    return new KeyTable<>(all);
  }

  private static Binding<ExperimentState, Step> onRow(
      String keys, String name, String label, String hint, Function<ExperimentState, Step> action) {
    return Binding.of(keys, name, label, hint, action)
        .unless(
            s ->
                s.table().selected().isPresent()
                    ? Optional.empty()
                    : Optional.of("there is no iteration yet"));
  }

  private static boolean isRunning(ExperimentState state) {
    return state.data().filter(ExperimentData::running).isPresent();
  }

  private static Optional<String> notRead(ExperimentState state) {
    return state.data().isPresent() ? Optional.empty() : Optional.of("it is being read");
  }

  static Effect load(ExperimentId id) {
    return new Effect.Ask(tracker -> new Loaded(ExperimentData.read(tracker, id)));
  }

  static Step hear(ExperimentState state, Message message) {
    if (message instanceof Loaded loaded) {
      return Step.to(state.with(loaded.data()));
    } else if (message instanceof Done done) {
      return Step.to(state.with(done.data()), new Effect.Say(done.said()));
    } else if (message instanceof Message.Changed) {
      return Step.to(state, load(state.id()));
    }
    return Step.to(state);
  }

  private static Step run(ExperimentState state) {
    return Step.to(
        state,
        new Effect.Say("starting a worker"),
        new Effect.Ask(
            tracker -> {
              state.work().run(tracker, tracker.experiments().get(state.id()));
              return new Loaded(ExperimentData.read(tracker, state.id()));
            }));
  }

  private static Step stop(ExperimentState state) {
    return Step.to(
        state,
        new Effect.Show(
            new Question(
                "Stop the run of " + state.name() + "?",
                List.of("It stops at the end of its chunk; R goes on from there."),
                new Effect.Ask(
                    tracker -> {
                      tracker
                          .runs()
                          .active(state.id())
                          .ifPresent(run -> tracker.runs().requestStop(run.id()));
                      return new Loaded(ExperimentData.read(tracker, state.id()));
                    }))));
  }

  private static Step guide(ExperimentState state) {
    Function<Suggestion, Effect> accept =
        chosen ->
            new Effect.Ask(
                tracker -> {
                  String said = state.work().command(chosen.arguments());
                  return new Done(said, ExperimentData.read(tracker, state.id()));
                });
    return Step.to(
        state, new Effect.Show(GuideDialog.of(state.data().orElseThrow().guide(), accept)));
  }

  private static Step pin(ExperimentState state) {
    RankingRow row = state.table().selected().orElseThrow();
    boolean same = state.pinned().filter(pinned -> pinned.quant().equals(row.quant())).isPresent();
    return Step.to(state.pinnedTo(same ? Optional.empty() : Optional.of(row)));
  }

  private static Optional<dev.quantloop.tracker.IterationId> iteration(ExperimentState state) {
    return state.table().selected().map(RankingRow::iterationId);
  }

  private static Step remark(
      ExperimentState state, String what, BiConsumer<Tracker, String> record) {
    int number = state.table().selected().orElseThrow().iteration();
    return Step.to(
        state,
        new Effect.Show(
            new Prompt(
                "A " + what + " on " + state.name() + ":" + number,
                "Text",
                TextField.of(""),
                text ->
                    text.isBlank() ? Optional.of("write something, or Escape") : Optional.empty(),
                text ->
                    new Effect.Ask(
                        tracker -> {
                          record.accept(tracker, text);
                          return new Loaded(ExperimentData.read(tracker, state.id()));
                        }))));
  }

  private static Step copy(ExperimentState state) {
    Table<RankingRow> table = state.table();
    RankingRow row = table.selected().orElseThrow();
    String text =
        "%s:%d\t%s\t%s".formatted(state.name(), row.iteration(), row.quantType(), row.composite());
    return Step.to(state, new Effect.Copy(text, "the row"));
  }
}
