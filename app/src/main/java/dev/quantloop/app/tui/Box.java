package dev.quantloop.app.tui;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;

/** A frame of lines with a title. */
public final class Box {
  private Box() {}

  /** Clears the canvas and draws the frame at its edges. Returns what is inside. */
  public static Canvas draw(Canvas canvas, String title, boolean focused, ViewContext context) {
    int right = canvas.width() - 1;
    int bottom = canvas.height() - 1;
    Style style = focused ? Style.of(Color.CYAN) : Style.of(Color.GRAY);
    String line = context.either("─", "-").repeat(Math.max(0, right - 1));
    String side = context.either("│", "|");
    canvas.fill(Style.PLAIN);
    canvas.text(0, 0, context.either("┌", "+") + line + context.either("┐", "+"), style);
    for (int y = 1; y < bottom; y++) {
      canvas.text(0, y, side, style);
      canvas.text(right, y, side, style);
    }
    canvas.text(0, bottom, context.either("└", "+") + line + context.either("┘", "+"), style);
    String shown = DisplayWidth.cut(title, Math.max(0, right - 3));
    canvas.text(2, 0, shown.isEmpty() ? "" : " " + shown + " ", focused ? Style.BOLD : Style.PLAIN);
    return canvas.part(1, 1, right - 1, bottom - 1);
  }
}
