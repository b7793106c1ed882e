package dev.quantloop.app.tui.grid;

/**
 * One of the terminal's own sixteen colours that the interface uses; the user's theme gives it its
 * look. DEFAULT is the plain foreground.
 */
public enum Color {
  DEFAULT,
  RED,
  GREEN,
  YELLOW,
  BLUE,
  MAGENTA,
  CYAN,
  WHITE,
  GRAY,
  BRIGHT_YELLOW,
  BRIGHT_BLUE
}
