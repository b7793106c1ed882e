package dev.quantloop.app.tui.screen.iteration;

/**
 * A line of a pane.
 *
 * @param label what it is; a heading where there is no value
 * @param copied what y copies of it
 */
record Fact(String label, String value, String copied) {
  static Fact of(String label, String value) {
    return new Fact(label, value, value);
  }

  static Fact heading(String title) {
    return new Fact(title, "", title);
  }

  boolean isHeading() {
    return value.isEmpty();
  }
}
