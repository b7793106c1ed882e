package dev.quantloop.app.tui.screen.experiment;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.NoiseFloorText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.QuarantineText;
import dev.quantloop.app.tui.Box;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.dialog.FilterField;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.plot.Plot;
import dev.quantloop.app.tui.table.TableView;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.RunState;
import java.util.List;
import java.util.Optional;

/** Lays out an experiment: the ranking above, what runs and the curve below or beside it. */
final class ExperimentView {
  private static final int WIDE = 130;
  private static final int LEAST_TABLE_ROWS = 4;
  private static final int LEAST_PLOT_ROWS = 8;
  private static final int BORDERS = 2;

  private ExperimentView() {}

  static void draw(ExperimentState state, Canvas canvas, ViewContext context) {
    if (state.data().isEmpty()) {
      canvas.awaiting(Optional.empty(), state.name());
      return;
    }
    ExperimentData data = state.data().get();
    int head = facts(data, canvas.rows(0, 3));
    Canvas below = canvas.rows(head, canvas.height() - head);
    if (below.width() >= WIDE) {
      int right = Math.min(70, below.width() * 2 / 5);
      ranking(state, below.part(0, 0, below.width() - right, below.height()), context);
      side(state, data, below.part(below.width() - right, 0, right, below.height()), context);
    } else {
      int wanted = Math.max(LEAST_TABLE_ROWS, state.table().shown().size() + 2) + BORDERS;
      int most = Math.max(LEAST_TABLE_ROWS + BORDERS, below.height() * 3 / 5);
      int rows = Math.min(wanted, most);
      ranking(state, below.rows(0, rows), context);
      side(state, data, below.rows(rows, below.height() - rows), context);
    }
  }

  /** Returns how many lines they take. */
  private static int facts(ExperimentData data, Canvas lines) {
    String text = data.importedAlone() ? "imported results" : of(data);
    lines.text(0, 0, DisplayWidth.cut(text, lines.width()), Style.of(Color.GRAY));
    int rows = 1;
    Optional<String> aside = QuarantineText.line(data.quarantine());
    if (aside.isPresent()) {
      String line = DisplayWidth.cut(aside.get(), lines.width());
      lines.text(0, rows++, line, Style.of(Color.YELLOW));
    }
    if (data.recipes().isPresent()) {
      String line = DisplayWidth.cut(data.recipes().get(), lines.width());
      lines.text(0, rows++, line, Style.of(Color.CYAN));
    }
    return rows;
  }

  private static String of(ExperimentData data) {
    ExperimentSettings settings = data.experiment().settings();
    return data.experiment().judges()
        ? "%s  context %d".formatted(data.modelName(), settings.nCtx())
        : "%s  quants %s  context %d  start %s, growth %s"
            .formatted(
                data.modelName(),
                data.fallbacks().noted(settings.quantTypes()),
                settings.nCtx(),
                Numbers.tokens(settings.startTokens()),
                trimmed(settings.growth()));
  }

  private static String trimmed(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static void ranking(ExperimentState state, Canvas canvas, ViewContext context) {
    Canvas inside = Box.draw(canvas, rankingTitle(state), true, context);
    if (state.data().get().importedAlone()) {
      inside.text(1, 0, imported(state.data().get()));
      inside.text(1, 1, "O shows them.");
      return;
    } else if (state.table().all().isEmpty()) {
      inside.text(1, 0, "No iteration has been evaluated yet.");
      inside.text(
          1, 1, state.data().get().running() ? "The first is at work." : "R runs the loop.");
      next(state.data().get(), inside.rows(3, 1));
      return;
    }
    TableView.draw(inside.rows(0, inside.height() - 1), state.table(), true, context);
    next(state.data().get(), inside.rows(inside.height() - 1, 1));
  }

  private static String imported(ExperimentData data) {
    return Numbers.amount(data.imported(), "result") + " of other programs, imported.";
  }

  /** The guide's first suggestion, under the ranking that gave rise to it. */
  private static void next(ExperimentData data, Canvas line) {
    data.guide()
        .flatMap(guide -> guide.suggestions().stream().findFirst())
        .ifPresent(
            first -> {
              int x = line.text(1, 0, "i", Style.BOLD.with(Color.CYAN));
              String text = " next: " + first.titleWithCost();
              line.text(x, 0, DisplayWidth.cut(text, line.width() - x), Style.of(Color.GREEN));
            });
  }

  private static String rankingTitle(ExperimentState state) {
    if (state.table().all().isEmpty()) {
      return "Ranking";
    }
    String pinned =
        state
            .pinned()
            .map(
                row ->
                    ", compared with iteration %d of %s"
                        .formatted(row.iteration(), row.quantType()))
            .orElse("");
    String floor =
        state
            .data()
            .flatMap(ExperimentData::noiseFloor)
            .map(one -> ", noise floor " + NoiseFloorText.composite(one))
            .orElse("");
    String title =
        "Ranking, %sbest of its type, %srecommended%s%s"
            .formatted(RankingColumns.BEST, RankingColumns.RECOMMENDED, pinned, floor);
    FilterField filter = state.table().filter();
    if (filter.open()) {
      return title + "  /" + filter.text() + "_";
    } else if (!filter.text().isEmpty()) {
      return title + "  with \"" + filter.text() + "\"";
    }
    return title;
  }

  private static void side(
      ExperimentState state, ExperimentData data, Canvas canvas, ViewContext context) {
    int progress = ProgressView.rows(data, canvas.width() - BORDERS) + BORDERS;
    boolean room = canvas.height() >= progress + LEAST_PLOT_ROWS;
    if (data.run().isEmpty()) {
      plot(state, data, canvas, context);
    } else if (canvas.height() <= BORDERS || !room && yields(data)) {
      int most = Math.max(1, canvas.height());
      List<String> lines = DisplayWidth.fold(ProgressView.line(data), canvas.width(), most);
      canvas.lines(0, 0, lines, Style.PLAIN);
      int left = canvas.height() - lines.size();
      plot(state, data, canvas.rows(lines.size(), Math.max(0, left)), context);
    } else {
      Canvas box = canvas.rows(0, Math.min(canvas.height(), progress));
      ProgressView.draw(data, Box.draw(box, ProgressView.title(data), false, context), context);
      plot(state, data, canvas.rows(progress, canvas.height() - progress), context);
    }
  }

  /** Whether the plot is worth more than all about the run. */
  private static boolean yields(ExperimentData data) {
    return !data.ranking().isEmpty()
        && data.run()
            .filter(run -> !run.state().active() && run.state() != RunState.FAILED)
            .isPresent();
  }

  private static void plot(
      ExperimentState state, ExperimentData data, Canvas canvas, ViewContext context) {
    if (canvas.height() < LEAST_PLOT_ROWS || data.ranking().isEmpty()) {
      return;
    }
    Canvas inside = Box.draw(canvas, state.plot().label(), false, context);
    new Plot(state.series(), "tokens", state.plot().logarithmic()).draw(inside, context);
  }
}
