package dev.quantloop.app.tui.screen;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.machine.ProcessTable;
import dev.quantloop.app.machine.UsageSample.ProcessUsage;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.record.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What lists of runs and experiments say of them. */
public final class RunText {
  private RunText() {}

  /**
   * What a process uses, as far as the system tells, in an order in which the last can be left out.
   */
  public static List<String> usage(ProcessUsage usage) {
    List<String> parts = new ArrayList<>();
    usage.cores().ifPresent(cores -> parts.add("CPU " + Numbers.percent(cores, 0)));
    usage.residentBytes().ifPresent(bytes -> parts.add(Numbers.bytes(bytes) + " of memory"));
    usage.gpuBytes().ifPresent(bytes -> parts.add(Numbers.bytes(bytes) + " on the GPU"));
    return parts;
  }

  /** The pid of the run's worker, if it is at work on this machine. */
  public static Optional<Long> pid(Run run, ProcessTable processes) {
    return run.state().active() && run.pid().isPresent() && run.host().equals(processes.host())
        ? Optional.of(run.pid().getAsLong())
        : Optional.empty();
  }

  /** What a run is at, with a bar, in a line. */
  public static void progress(Run run, Canvas line, ViewContext context) {
    String text =
        run.progress()
            .map(
                now ->
                    now.total() > 0
                        ? now.stage() + " " + Numbers.part(now.done(), now.total(), now.unit())
                        : now.stage())
            .orElse(run.state().word());
    double part =
        run.progress()
            .filter(now -> now.total() > 0)
            .map((RunProgress now) -> (double) now.done() / now.total())
            .orElse(0.0);
    int width = Math.max(5, Math.min(24, line.width() / 4));
    line.text(0, 0, context.bar(part, width), Style.of(Color.GREEN));
    line.text(width + 1, 0, DisplayWidth.cut(text, line.width() - width - 1), Style.PLAIN);
  }

  public static Style style(RunState state) {
    return switch (state) {
      case STARTING, RUNNING -> Style.BOLD.with(Color.GREEN);
      case FAILED -> Style.BOLD.with(Color.RED);
      case STOPPED -> Style.of(Color.YELLOW);
      case FINISHED -> Style.PLAIN;
    };
  }
}
