package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.dialog.Confirmation;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.tracker.service.Remarks;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.RankingRow;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** What keys do to the notes and tags of an iteration. */
final class RemarkUpdate {
  private RemarkUpdate() {}

  static List<Binding<IterationScreenState, Transition>> onRemarks() {
    return List.of(
        onRemark("e", "edit", "edit the selected note or tag", (s, remark) -> edit(s, remark)),
        onRemark(
            "d", "remove", "remove the selected note or tag", (s, remark) -> remove(s, remark)));
  }

  static List<Binding<IterationScreenState, Transition>> adding() {
    return List.of(
        Binding.<IterationScreenState, Transition>of(
                "n",
                "note",
                "note something on the iteration",
                "note",
                s -> add(s, "note", Remarks::note))
            .unless(IterationUpdate::notRead),
        Binding.<IterationScreenState, Transition>of(
                "t", "tag", "tag the iteration", "tag", s -> add(s, "tag", Remarks::tag))
            .unless(IterationUpdate::notRead));
  }

  private static Binding<IterationScreenState, Transition> onRemark(
      String keys,
      String name,
      String label,
      BiFunction<IterationScreenState, Remark, Transition> action) {
    return Binding.<IterationScreenState, Transition>of(
            keys, name, label, name, s -> action.apply(s, remark(s).orElseThrow()))
        .onlyIf(s -> remark(s).isPresent(), "no note or tag is selected");
  }

  private static Optional<Remark> remark(IterationScreenState state) {
    if (state.data().isEmpty() || state.panes().focus() != Pane.NOTES) {
      return Optional.empty();
    }
    List<Remark> all = Remark.all(state.data().get());
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(all.get(state.panes().cursor(Pane.NOTES, all.size())));
  }

  private static Transition add(IterationScreenState state, String what, Remark.Adding adding) {
    return prompt(
        state.with(state.panes().focus(Pane.NOTES)),
        "A " + what,
        "",
        (tracker, text) ->
            adding.to(tracker.remarks(), state.experiment(), row(state).iterationId(), text));
  }

  private static Transition edit(IterationScreenState state, Remark remark) {
    return prompt(
        state,
        "The " + remark.what(),
        remark.text(),
        (tracker, text) ->
            tracker.transaction(
                () -> {
                  remark.rewrite(
                      tracker.remarks(), state.experiment(), row(state).iterationId(), text);
                  return null;
                }));
  }

  private static Transition prompt(
      IterationScreenState state, String what, String before, BiConsumer<Tracker, String> then) {
    return Transition.to(
        state,
        Remark.prompt(
            what + " on " + state.experimentName() + ":" + row(state).iteration(),
            before,
            text -> IterationUpdate.after(state, tracker -> then.accept(tracker, text))));
  }

  private static Transition remove(IterationScreenState state, Remark remark) {
    return Transition.to(
        state,
        new Effect.Show(
            new Confirmation(
                "Remove the " + remark.what() + "?",
                List.of(remark.text()),
                IterationUpdate.after(
                    state,
                    tracker ->
                        remark.remove(
                            tracker.remarks(), state.experiment(), row(state).iterationId())))));
  }

  private static RankingRow row(IterationScreenState state) {
    return state.data().orElseThrow().row();
  }
}
