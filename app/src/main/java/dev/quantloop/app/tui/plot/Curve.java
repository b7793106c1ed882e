package dev.quantloop.app.tui.plot;

import dev.quantloop.app.tui.grid.Color;
import java.util.function.DoubleUnaryOperator;

/**
 * A function of x.
 *
 * @param mark stands for the curve in ASCII, in the legend, and on the curve where there are others
 */
public record Curve(String name, char mark, Color color, DoubleUnaryOperator y) {}
