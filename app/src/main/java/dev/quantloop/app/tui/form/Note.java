package dev.quantloop.app.tui.form;

import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;

/** What is said under a row. */
public record Note(Kind kind, String text) {
  /** How it is meant. */
  public enum Kind {
    /** Something that has been found out. */
    FACT,
    /** What can be done. */
    HINT,
    /** Something that may not be meant so. */
    WARNING,
    /** What has to be mended first. */
    PROBLEM
  }

  public static Note fact(String text) {
    return new Note(Kind.FACT, text);
  }

  public static Note hint(String text) {
    return new Note(Kind.HINT, text);
  }

  public static Note warning(String text) {
    return new Note(Kind.WARNING, text);
  }

  public static Note problem(String text) {
    return new Note(Kind.PROBLEM, text);
  }

  /** Tells the kinds apart without colours. */
  public String mark(Look look) {
    return switch (kind) {
      case FACT, HINT -> "";
      case WARNING -> "! ";
      case PROBLEM -> look.either("✗ ", "x ");
    };
  }

  public Style style() {
    return switch (kind) {
      case FACT -> Style.of(Color.CYAN);
      case HINT -> Style.of(Color.GRAY);
      case WARNING -> Style.of(Color.YELLOW);
      case PROBLEM -> Style.BOLD.with(Color.RED);
    };
  }
}
