package dev.quantloop.app.tui.screen.inspect;

import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.plot.Heat;
import java.util.List;

/** A cell for each expert: how much of the text it saw, held against the one that saw most. */
record ExpertStrip(List<Long> counts) {
  int rows(int width) {
    return (counts.size() + Math.max(1, width) - 1) / Math.max(1, width);
  }

  void draw(Canvas canvas, ViewContext context) {
    long most = counts.stream().mapToLong(count -> count).max().orElse(0);
    int width = Math.max(1, canvas.width());
    for (int i = 0; i < counts.size(); i++) {
      long count = counts.get(i);
      double part = most > 0 ? (double) count / most : 0;
      canvas.text(
          i % width,
          i / width,
          count == 0 ? context.either("✗", "x") : String.valueOf(Heat.sign(part, context)),
          count == 0 ? Style.BOLD.with(Color.RED) : Style.of(Color.CYAN));
    }
  }
}
