package dev.quantloop.app.tui.form;

import dev.quantloop.app.tui.Look;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;

/** What is said under a row. */
public record FieldNote(Kind kind, String text) {
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

  public static FieldNote fact(String text) {
    return new FieldNote(Kind.FACT, text);
  }

  public static FieldNote hint(String text) {
    return new FieldNote(Kind.HINT, text);
  }

  public static FieldNote warning(String text) {
    return new FieldNote(Kind.WARNING, text);
  }

  public static FieldNote problem(String text) {
    return new FieldNote(Kind.PROBLEM, text);
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
