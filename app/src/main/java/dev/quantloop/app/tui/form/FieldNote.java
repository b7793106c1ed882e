package dev.quantloop.app.tui.form;

import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;

/** What is said under a row. */
public record FieldNote(Kind kind, String text) {
  /** How it is meant. */
  public enum Kind {
    /** Something that has been found out. */
    FACT(Style.of(Color.CYAN)),
    /** What can be done. */
    HINT(Style.of(Color.GRAY)),
    /** Something that may not be meant so. */
    WARNING(Style.of(Color.YELLOW)),
    /** What has to be mended first. */
    PROBLEM(Style.BOLD.with(Color.RED));

    private final Style style;

    Kind(Style style) {
      this.style = style;
    }
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
  public String mark(ViewContext context) {
    return kind == Kind.PROBLEM ? context.either("✗ ", "x ") : kind == Kind.WARNING ? "! " : "";
  }

  public Style style() {
    return kind.style;
  }
}
