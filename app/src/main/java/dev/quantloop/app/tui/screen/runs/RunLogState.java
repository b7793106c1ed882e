package dev.quantloop.app.tui.screen.runs;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.text.TextPane;
import dev.quantloop.app.worker.LogPart;
import dev.quantloop.tracker.view.RunSummary;
import java.util.List;
import java.util.Optional;

/**
 * The state of a run's log: what the run reported, and the file that has libllama's lines, too.
 *
 * @param lastEvent the id of the last event that is shown; 0 before the first
 * @param log the lines of {@code part}
 * @param part which of the file's bytes are shown; empty before the first answer
 * @param size of the whole file
 * @param onLog whether keys go to the file, else to the events
 */
public record RunLogState(
    ScreenServices services,
    RunSummary summary,
    TextPane events,
    long lastEvent,
    TextPane log,
    Optional<LogPart> part,
    long size,
    boolean onLog)
    implements Screen {

  /** Before anything is read. */
  public static RunLogState of(RunSummary summary, ScreenServices services) {
    TextPane end = TextPane.following(List.of());
    return new RunLogState(services, summary, end, 0, end, Optional.empty(), 0, true);
  }

  @Override
  public String title() {
    return "Run " + summary.run().id() + " of " + summary.experiment();
  }

  @Override
  public List<Effect> start() {
    return List.of(RunLogUpdate.readEvents(this), RunLogUpdate.readTail(this));
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(RunLogUpdate.KEYS, this);
  }

  @Override
  public Optional<Transition> typed(Key key) {
    return pane().typed(key).map(text -> Transition.to(with(text)));
  }

  @Override
  public boolean typing() {
    return pane().search().open();
  }

  @Override
  public Optional<Transition> clicked(int line) {
    return Optional.of(Transition.to(with(pane().at(line))));
  }

  @Override
  public Transition hear(Message message) {
    return RunLogUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    RunLogView.draw(this, canvas, context);
  }

  boolean active() {
    return summary.run().state().active();
  }

  /** The text that keys go to. */
  TextPane pane() {
    return onLog ? log : events;
  }

  /** With another state of that text. */
  RunLogState with(TextPane text) {
    return onLog ? log(text, part, size) : events(summary, text, lastEvent);
  }

  RunLogState focused(boolean wanted) {
    return new RunLogState(services, summary, events, lastEvent, log, part, size, wanted);
  }

  RunLogState events(RunSummary now, TextPane text, long last) {
    return new RunLogState(services, now, text, last, log, part, size, onLog);
  }

  RunLogState log(TextPane text, Optional<LogPart> shown, long bytes) {
    return new RunLogState(services, summary, events, lastEvent, text, shown, bytes, onLog);
  }
}
