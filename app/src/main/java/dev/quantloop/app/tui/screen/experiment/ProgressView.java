package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.console.DisplayWidth;
import dev.quantloop.app.console.Figures;
import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.tracker.Progress;
import dev.quantloop.tracker.Run;
import dev.quantloop.tracker.RunEvent;
import java.time.Duration;
import java.util.List;

/** Draws what the run is at, or how the last one ended, and what it said. */
final class ProgressView {
  private static final int EVENTS = 3;
  private static final List<String> STAGES = List.of("corpus", "imatrix", "quantize", "evaluate");

  private ProgressView() {}

  static int rows(ExperimentData data) {
    return (data.running() ? 2 : 1) + Math.min(EVENTS, data.events().size());
  }

  static String title(ExperimentData data) {
    return data.run().map(run -> "Run " + run.id() + ": " + run.state().word()).orElse("");
  }

  /** All of it in a line, for small windows. */
  static String line(ExperimentData data) {
    String stage =
        data.run()
            .filter(run -> run.state().active())
            .flatMap(Run::progress)
            .map(now -> ", %s %d/%d %s".formatted(now.stage(), now.done(), now.total(), now.unit()))
            .orElse("");
    return title(data) + stage;
  }

  static void draw(ExperimentData data, Canvas canvas, Look look) {
    Run run = data.run().orElseThrow();
    int y = 0;
    if (run.state().active()) {
      pipeline(run, canvas, look);
      bar(run, canvas, look);
      y = 2;
    } else {
      String end = run.reason().orElse("");
      canvas.text(1, 0, DisplayWidth.cut(end, canvas.width() - 1), Style.BOLD);
      y = 1;
    }
    List<RunEvent> events = data.events();
    int room = Math.max(0, Math.min(events.size(), canvas.height() - y));
    for (RunEvent event : events.subList(events.size() - room, events.size())) {
      canvas.text(
          1, y++, DisplayWidth.cut(event.message(), canvas.width() - 1), Style.of(Color.GRAY));
    }
  }

  /** The stages in a row, the present one set apart. */
  private static void pipeline(Run run, Canvas canvas, Look look) {
    String now = run.progress().map(Progress::stage).orElse("");
    int x = 1;
    for (String stage : STAGES) {
      boolean present = now.contains(stage);
      String text = present ? "[" + stage + "]" : " " + stage + " ";
      x = canvas.text(x, 0, text, present ? Style.BOLD.with(Color.GREEN) : Style.of(Color.GRAY));
      if (!stage.equals("evaluate")) {
        x = canvas.text(x, 0, look.either("→", ">"), Style.of(Color.GRAY));
      }
    }
    if (run.stopRequested()) {
      canvas.text(x + 1, 0, "stopping", Style.BOLD.with(Color.YELLOW));
    }
  }

  private static void bar(Run run, Canvas canvas, Look look) {
    if (run.progress().isEmpty() || run.progress().get().total() <= 0) {
      canvas.text(1, 1, run.progress().map(Progress::stage).orElse("starting"));
      return;
    }
    Progress progress = run.progress().get();
    double part = Math.min(1, (double) progress.done() / progress.total());
    int width = Math.max(5, Math.min(24, canvas.width() / 4));
    int full = (int) Math.round(part * width);
    int x =
        canvas.text(
            1,
            1,
            look.either("█", "#").repeat(full) + look.either("░", ".").repeat(width - full),
            Style.of(Color.GREEN));
    String text =
        " %s %d/%d %s%s"
            .formatted(
                progress.stage(),
                progress.done(),
                progress.total(),
                progress.unit(),
                left(progress));
    canvas.text(x, 1, DisplayWidth.cut(text, canvas.width() - x));
  }

  private static String left(Progress progress) {
    if (progress.rate() <= 0) {
      return "";
    }
    double seconds = (progress.total() - progress.done()) / progress.rate();
    return ", " + Figures.duration(Duration.ofMillis((long) (seconds * 1000))) + " left";
  }
}
