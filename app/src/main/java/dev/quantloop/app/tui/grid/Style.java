package dev.quantloop.app.tui.grid;

/** How a cell looks. */
public record Style(
    Color foreground, Color background, boolean bold, boolean underlined, boolean reversed) {
  public static final Style PLAIN = new Style(Color.DEFAULT, Color.DEFAULT, false, false, false);
  public static final Style BOLD = PLAIN.withBold();
  public static final Style REVERSED = PLAIN.withReversed();

  public static Style of(Color foreground) {
    return PLAIN.with(foreground);
  }

  public Style with(Color color) {
    return new Style(color, background, bold, underlined, reversed);
  }

  public Style on(Color color) {
    return new Style(foreground, color, bold, underlined, reversed);
  }

  public Style withBold() {
    return new Style(foreground, background, true, underlined, reversed);
  }

  public Style withUnderline() {
    return new Style(foreground, background, bold, true, reversed);
  }

  public Style withReversed() {
    return new Style(foreground, background, bold, underlined, true);
  }

  /** The same without colours, for terminals and people that want none. */
  public Style monochrome() {
    return new Style(Color.DEFAULT, Color.DEFAULT, bold, underlined, reversed);
  }
}
