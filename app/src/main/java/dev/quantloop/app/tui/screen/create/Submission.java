package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.form.Row;
import dev.quantloop.app.tui.screen.ProgramActions;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.screen.create.CreateState.Progress;
import dev.quantloop.app.tui.screen.create.CreateState.Stage;
import dev.quantloop.app.tui.screen.experiment.ExperimentState;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** From the filled form to the experiment's own screen. */
final class Submission {
  /** The experiment is there. */
  record Created(String name) implements Message {}

  /** The experiment could not be created. */
  record Refused(String reason) implements Message {}

  /**
   * The experiment has been read, and its run started if that was wanted.
   *
   * @param said what is to be told, or empty
   */
  record Ready(ExperimentId id, String name, String said) implements Message {}

  private Submission() {}

  static Optional<Transition> hear(CreateState state, Message message) {
    if (message instanceof Created created) {
      return Optional.of(Transition.to(state, open(state, created.name())));
    } else if (message instanceof Refused refused) {
      return Optional.of(
          Transition.to(state.with(new Progress(true, Stage.EDITING, refused.reason()))));
    }
    return message instanceof Ready ready ? Optional.of(ready(state, ready)) : Optional.empty();
  }

  /** Creates if that was only waiting for what has been found out now. */
  static Transition resumed(Transition transition) {
    CreateState state = (CreateState) transition.screen();
    boolean waited = state.progress().stage() == Stage.CHECKING && LookupEffects.complete(state);
    return waited ? after(transition, create(state)) : transition;
  }

  /** Goes to the first row that has to be mended; where there is none, creates. */
  static Transition create(CreateState state) {
    CreateState left = state.with(CreateForm.named(state.form()));
    Transition settled = CreateUpdate.settled(left.with(Progress.of(Stage.EDITING)));
    CreateState next = (CreateState) settled.screen();
    Optional<Row> wrong =
        next.form().rows().stream().filter(row -> RowNotes.hasProblem(next, row)).findFirst();
    if (wrong.isPresent()) {
      return new Transition(next.with(next.form().at(wrong.get().name())), settled.effects());
    }
    CreateState atEnd = next.with(next.form().at(CreateForm.CREATE));
    if (!LookupEffects.complete(atEnd)) {
      return new Transition(atEnd.with(Progress.of(Stage.CHECKING)), settled.effects());
    }
    List<Effect> effects = new ArrayList<>(settled.effects());
    effects.add(creating(atEnd));
    return new Transition(atEnd.with(Progress.of(Stage.CREATING)), effects);
  }

  private static Effect creating(CreateState state) {
    ExperimentSpec spec = state.spec().orElseThrow();
    ProgramActions work = state.services().work();
    return new Effect.Background(
        answers ->
            answers.accept(
                attempt(
                    () -> {
                      work.create(spec);
                      return new Created(spec.name());
                    })));
  }

  /** The second step, with what the first wants done, too. */
  private static Transition after(Transition first, Transition second) {
    List<Effect> effects = new ArrayList<>(first.effects());
    effects.addAll(second.effects());
    return new Transition(second.screen(), effects);
  }

  private static Message attempt(Supplier<Message> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      return new Refused(FailureMessage.ofAny(e));
    }
  }

  private static Effect open(CreateState state, String name) {
    boolean run = state.form().has(CreateForm.RUN);
    ScreenServices services = state.services();
    return new Effect.Ask(
        tracker ->
            attempt(
                () -> {
                  Experiment experiment = tracker.experiments().get(name);
                  String said = run ? start(services, tracker, experiment) : "";
                  return new Ready(experiment.id(), experiment.name(), said);
                }));
  }

  /** The experiment is there, whether its run starts or not. */
  private static String start(ScreenServices services, Tracker tracker, Experiment experiment) {
    try {
      services.work().run(tracker, experiment);
      return "";
    } catch (RuntimeException e) {
      return FailureMessage.ofAny(e);
    }
  }

  private static Transition ready(CreateState state, Ready ready) {
    List<Effect> effects = new ArrayList<>();
    effects.add(new Effect.Close());
    effects.add(new Effect.Open(ExperimentState.of(ready.id(), ready.name(), state.services())));
    if (!ready.said().isEmpty()) {
      effects.add(new Effect.Say(ready.said()));
    }
    return new Transition(state, effects);
  }
}
