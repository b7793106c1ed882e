package dev.quantloop.app.tui.screen.mix;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.mix.MixStanding;
import dev.quantloop.app.mix.MixTrial;
import dev.quantloop.app.tui.Box;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.screen.RunText;
import dev.quantloop.app.tui.table.TableView;
import java.util.ArrayList;
import java.util.List;

/** Lays out what was tried, and below it what was judged and what came of it. */
final class MixView {
  private static final int BORDERS = 2;

  /** Lines of a table that shows something. */
  private static final int LEAST_TABLE = 7;

  private MixView() {}

  static void draw(MixState state, Canvas canvas, ViewContext context) {
    if (state.data().isEmpty() || state.problem().isPresent()) {
      canvas.awaiting(state.problem(), "the mixes");
      return;
    }
    MixData data = state.data().get();
    if (data.standing().isEmpty()) {
      canvas.lines(0, 1, DisplayWidth.fold("", "", none(state), canvas.width()), Style.PLAIN);
      return;
    }
    MixStanding standing = data.standing().get();
    int head = head(data, standing, canvas, context);
    Canvas rest = canvas.rows(head, canvas.height() - head);
    List<String> verdicts = verdicts(data, rest.width() - BORDERS - 1);
    int judged =
        standing.finalists().isEmpty()
            ? 0
            : BORDERS + 1 + standing.finalists().size() + verdicts.size();
    if (judged == 0) {
      tried(state, standing, rest, context);
    } else if (rest.height() - judged >= LEAST_TABLE) {
      tried(state, standing, rest.rows(0, rest.height() - judged), context);
      judged(state, verdicts, rest.rows(rest.height() - judged, judged), context);
    } else if (state.onJudged()) {
      judged(state, verdicts, rest, context);
    } else {
      tried(state, standing, rest, context);
    }
  }

  private static String none(MixState state) {
    return "No mix of these sources has been searched for. In a shell: quantloop mix %s --quant TYPE"
        .formatted(state.name());
  }

  /** What is searched, and what is at work; returns how many lines that takes. */
  private static int head(MixData data, MixStanding standing, Canvas canvas, ViewContext context) {
    String what =
        "%s, to be small: %s; calibrated on %s"
            .formatted(
                standing.mix().quantType(),
                standing.objective(),
                Numbers.amount(standing.mix().chunks(), "chunk"));
    canvas.lines(0, 0, List.of(what), Style.BOLD);
    data.run().ifPresent(run -> RunText.progress(run, canvas.rows(1, 1), context));
    return data.run().isPresent() ? 2 : 1;
  }

  private static void tried(
      MixState state, MixStanding standing, Canvas canvas, ViewContext context) {
    String best =
        standing
            .best()
            .map(MixTrial::shares)
            .map(shares -> ", best: " + shares.label(standing.text().names()))
            .orElse("");
    String title =
        "Tried on the search part, %d of at most %d%s"
            .formatted(standing.trials().size(), standing.mix().tries(), best);
    Canvas inside = Box.draw(canvas, title, !state.onJudged(), context);
    TableView.draw(inside, state.table(), !state.onJudged(), context);
  }

  private static void judged(
      MixState state, List<String> verdicts, Canvas canvas, ViewContext context) {
    Canvas inside = Box.draw(canvas, "Judged on the held-out part", state.onJudged(), context);
    int rows = Math.min(inside.height(), 1 + state.finals().all().size());
    TableView.draw(inside.rows(0, rows), state.finals(), false, context);
    inside.lines(1, rows, verdicts, Style.PLAIN);
  }

  private static List<String> verdicts(MixData data, int width) {
    List<String> lines = new ArrayList<>();
    for (String verdict : data.verdicts()) {
      lines.addAll(DisplayWidth.fold("", "    ", verdict, width));
    }
    return lines;
  }
}
