package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.memory.MemoryUseText;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.screen.RunText;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunEvent;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.record.RunStage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Draws what the run is at, or how the last one ended, and what it said. */
final class ProgressView {
  private static final int EVENTS = 3;

  /**
   * The stages of an iteration, each with a bar; the baseline is decoded to be evaluated against.
   */
  private static final List<RunStage> STAGES =
      List.of(RunStage.IMATRIX, RunStage.QUANTIZE, RunStage.EVALUATE);

  /** Those of recipes of tensor types. */
  private static final List<RunStage> ALLOCATION =
      List.of(RunStage.SENSITIVITY, RunStage.QUANTIZE, RunStage.EVALUATE);

  private ProgressView() {}

  private static List<RunStage> stages(ExperimentData data) {
    return data.allocates() ? ALLOCATION : STAGES;
  }

  /**
   * Rows that it would like.
   *
   * @param width columns inside its box
   */
  static int rows(ExperimentData data, int width) {
    int events = Math.min(EVENTS, events(data).size());
    return data.running()
        ? stages(data).size() + data.live().size() + uses(data, width).size() + events
        : reason(data, width).size() + events;
  }

  /** Why the run ended. */
  private static List<String> reason(ExperimentData data, int width) {
    return DisplayWidth.fold("", "", data.run().flatMap(Run::reason).orElse(""), width - 1);
  }

  /** What the run said, but for its last words where they are the reason that stands above. */
  private static List<RunEvent> events(ExperimentData data) {
    List<RunEvent> all = data.events();
    String reason = data.run().flatMap(Run::reason).orElse("");
    boolean twice =
        !all.isEmpty() && !reason.isEmpty() && all.get(all.size() - 1).message().contains(reason);
    return twice ? all.subList(0, all.size() - 1) : all;
  }

  static String title(ExperimentData data) {
    return data.run().map(run -> "Run " + run.id() + ": " + run.state().word()).orElse("");
  }

  /** All of it in a line, for small windows. */
  static String line(ExperimentData data) {
    if (!data.running()) {
      return title(data) + data.run().flatMap(Run::reason).map(why -> ", " + why).orElse("");
    }
    return title(data)
        + data.run()
            .flatMap(Run::progress)
            .map(now -> ", %s %d/%d %s".formatted(now.stage(), now.done(), now.total(), now.unit()))
            .orElse("");
  }

  static void draw(ExperimentData data, Canvas canvas, ViewContext context) {
    Run run = data.run().orElseThrow();
    int y = 0;
    if (run.state().active()) {
      y = atWork(data, run, canvas, context);
    } else {
      List<String> reason = reason(data, canvas.width());
      canvas.lines(1, 0, reason, Style.BOLD);
      y = reason.size();
    }
    List<String> events = events(data).stream().map(RunEvent::message).toList();
    int room = Math.max(0, Math.min(events.size(), canvas.height() - y));
    canvas.lines(1, y, events.subList(events.size() - room, events.size()), Style.of(Color.GRAY));
  }

  /** A line for each stage of the iteration where there is room, else the present one only. */
  private static int atWork(ExperimentData data, Run run, Canvas canvas, ViewContext context) {
    Optional<RunProgress> now = run.progress();
    List<RunStage> stages = stages(data);
    int present = now.map(progress -> row(stages, progress.runStage())).orElse(-1);
    if (present < 0 || canvas.height() < stages.size()) {
      stage(data, run, canvas.rows(0, 1), context);
      return 1;
    }
    for (int i = 0; i < stages.size(); i++) {
      Canvas line = canvas.rows(i, 1);
      if (i == present) {
        stage(data, run, line, context);
      } else {
        other(stages.get(i), now.get(), line, context);
      }
    }
    int y = stages.size();
    for (String line : LiveScore.lines(data.live(), canvas.width() - 1)) {
      canvas.text(1, y++, line);
    }
    List<String> uses = uses(data, canvas.width());
    canvas.lines(1, y, uses, Style.PLAIN);
    return y + uses.size();
  }

  /** What the worker uses, and where its models are. */
  private static List<String> uses(ExperimentData data, int width) {
    if (data.used().isEmpty()) {
      return List.of();
    }
    List<String> parts = new ArrayList<>(RunText.usage(data.used().get()));
    data.events().stream()
        .map(RunEvent::message)
        .filter(message -> message.startsWith(MemoryUseText.MODELS))
        .reduce((before, last) -> last)
        .ifPresent(parts::add);
    return DisplayWidth.fold("", "", String.join("  ", parts), width - 1);
  }

  /** Where a stage is shown among those of an iteration; -1 for what belongs to the run. */
  private static int row(List<RunStage> stages, RunStage stage) {
    return stages.indexOf(stage == RunStage.BASELINE ? RunStage.EVALUATE : stage);
  }

  /** A stage that is complete, that is to come, or that the iteration does not have. */
  private static void other(RunStage stage, RunProgress now, Canvas line, ViewContext context) {
    boolean skipped = stage == RunStage.IMATRIX && now.iteration().equals(OptionalInt.of(0));
    boolean complete = !skipped && stage.compareTo(now.runStage()) < 0;
    bar(line, complete ? 1 : 0, context);
    String text = skipped ? stage.word() + ": none" : stage.word();
    line.text(textColumn(line), 0, text, Style.of(Color.GRAY));
  }

  private static void stage(ExperimentData data, Run run, Canvas line, ViewContext context) {
    int nCtx = data.experiment().settings().nCtx();
    String name = run.progress().map(RunProgress::stage).orElse(RunStage.STARTING.word());
    Optional<RunProgress> counted = run.progress().filter(progress -> progress.total() > 0);
    bar(line, counted.map(p -> (double) p.done() / p.total()).orElse(0.0), context);
    String text = name + counted.map(progress -> count(progress, nCtx)).orElse("");
    if (run.stopRequested()) {
      text = "stopping: " + text;
    }
    Style style = run.stopRequested() ? Style.BOLD.with(Color.YELLOW) : Style.BOLD;
    int x = textColumn(line);
    line.text(x, 0, DisplayWidth.cut(text, line.width() - x), style);
  }

  private static int barWidth(Canvas line) {
    return Math.max(5, Math.min(24, line.width() / 4));
  }

  private static int textColumn(Canvas line) {
    return barWidth(line) + 2;
  }

  private static void bar(Canvas line, double part, ViewContext context) {
    String bar = context.bar(part, barWidth(line));
    line.text(1, 0, bar, Style.of(part >= 1 ? Color.GRAY : Color.GREEN));
  }

  /**
   * @param nCtx tokens in a chunk
   */
  private static String count(RunProgress progress, int nCtx) {
    String count = " " + Numbers.part(progress.done(), progress.total(), progress.unit());
    if (progress.rate() <= 0) {
      return count;
    }
    double seconds = (progress.total() - progress.done()) / progress.rate();
    String left = Numbers.duration(Duration.ofMillis((long) (seconds * 1000)));
    return progress.unit().equals("chunks")
        ? "%s, %s tokens/s, %s left".formatted(count, Numbers.count(progress.rate() * nCtx), left)
        : "%s, %s left".formatted(count, left);
  }
}
