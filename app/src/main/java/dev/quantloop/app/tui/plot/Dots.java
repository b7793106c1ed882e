package dev.quantloop.app.tui.plot;

import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;

/** A raster of dots, two across and four down in a cell, that braille characters show. */
final class Dots {
  static final int ACROSS = 2;
  static final int DOWN = 4;

  private static final int BRAILLE = 0x2800;
  // Bit of each dot of a cell, by row and column, as Unicode numbers them.
  private static final int[][] BITS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

  private final int[][] cells;
  private final Color[][] colors;

  Dots(int columns, int rows) {
    this.cells = new int[rows][columns];
    this.colors = new Color[rows][columns];
  }

  void set(int x, int y, Color color) {
    int row = y / DOWN;
    int column = x / ACROSS;
    if (x < 0 || y < 0 || row >= cells.length || column >= cells[row].length) {
      return;
    }
    cells[row][column] |= BITS[y % DOWN][x % ACROSS];
    colors[row][column] = color;
  }

  /** A straight line, both ends included. */
  void line(int fromX, int fromY, int toX, int toY, Color color) {
    int steps = Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY));
    for (int i = 0; i <= steps; i++) {
      double part = steps == 0 ? 0 : (double) i / steps;
      set(
          (int) Math.round(fromX + part * (toX - fromX)),
          (int) Math.round(fromY + part * (toY - fromY)),
          color);
    }
  }

  void draw(Canvas canvas) {
    for (int row = 0; row < cells.length; row++) {
      for (int column = 0; column < cells[row].length; column++) {
        if (cells[row][column] != 0) {
          String dots = Character.toString(BRAILLE + cells[row][column]);
          canvas.text(column, row, dots, Style.of(colors[row][column]));
        }
      }
    }
  }
}
