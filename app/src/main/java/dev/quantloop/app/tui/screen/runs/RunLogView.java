package dev.quantloop.app.tui.screen.runs;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.Box;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.text.TextPaneView;
import dev.quantloop.app.worker.LogPart;
import dev.quantloop.tracker.record.Run;

/** Draws events above the log file, or the one of them that keys go to where there is no room. */
final class RunLogView {
  private static final int LEAST_HEIGHT_FOR_BOTH = 18;
  private static final int MOST_EVENTS = 16;
  private static final int BORDERS = 2;

  private RunLogView() {}

  static void draw(RunLogState state, Canvas canvas, ViewContext context) {
    Canvas panes = canvas.rows(0, canvas.height() - 1);
    TextPaneView.drawStatus(canvas.rows(canvas.height() - 1, 1), state.pane());
    if (panes.height() < LEAST_HEIGHT_FOR_BOTH) {
      if (state.onLog()) {
        log(state, panes, context);
      } else {
        events(state, panes, context);
      }
      return;
    }
    int wanted = Math.max(1, state.events().lines().size()) + BORDERS;
    int above = Math.min(wanted, Math.min(MOST_EVENTS, panes.height() / 3));
    events(state, panes.rows(0, above), context);
    log(state, panes.rows(above, panes.height() - above), context);
  }

  private static void events(RunLogState state, Canvas canvas, ViewContext context) {
    Run run = state.summary().run();
    String reason = run.reason().map(why -> ": " + why).orElse("");
    Canvas inside =
        Box.draw(canvas, "Events: " + run.state().word() + reason, !state.onLog(), context);
    TextPaneView.draw(inside, state.events(), !state.onLog());
  }

  private static void log(RunLogState state, Canvas canvas, ViewContext context) {
    Canvas inside = Box.draw(canvas, title(state), state.onLog(), context);
    if (state.part().isEmpty()) {
      inside.text(1, 0, "reading " + state.summary().run().logFile().getFileName());
    } else if (state.log().lines().size() == 0) {
      inside.text(
          1, 0, state.active() ? "Nothing has been printed yet." : "The log is empty, or missing.");
    } else {
      TextPaneView.draw(inside, state.log(), state.onLog());
    }
  }

  private static String title(RunLogState state) {
    String name = "Log: " + state.summary().run().logFile().getFileName();
    if (state.part().filter(part -> part.from() > 0).isEmpty()) {
      return name;
    }
    String shown = Numbers.bytes(bytes(state.part().get()));
    boolean more = RunLogUpdate.whyNothingEarlier(state).isEmpty();
    return name
        + ", the last "
        + shown
        + " of "
        + Numbers.bytes(state.size())
        + (more ? "; L reads earlier lines" : "; y copies its path");
  }

  private static long bytes(LogPart part) {
    return part.to() - part.from();
  }
}
