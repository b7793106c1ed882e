package dev.quantloop.app.tui.grid;

/**
 * A colour of the terminal's own sixteen, to which the user's theme gives the look; DEFAULT is its
 * plain foreground or background.
 */
public enum Color {
  DEFAULT,
  BLACK,
  RED,
  GREEN,
  YELLOW,
  BLUE,
  MAGENTA,
  CYAN,
  WHITE,
  GRAY,
  BRIGHT_RED,
  BRIGHT_GREEN,
  BRIGHT_YELLOW,
  BRIGHT_BLUE,
  BRIGHT_MAGENTA,
  BRIGHT_CYAN,
  BRIGHT_WHITE
}
