package dev.quantloop.app.tui.grid;

/** How a cell looks. */
public record Style(Color foreground, boolean bold, boolean underlined, boolean reversed) {
  public static final Style PLAIN = new Style(Color.DEFAULT, false, false, false);
  public static final Style BOLD = PLAIN.withBold();
  public static final Style REVERSED = PLAIN.withReversed();

  public static Style of(Color foreground) {
    return PLAIN.with(foreground);
  }

  public Style with(Color color) {
    return new Style(color, bold, underlined, reversed);
  }

  public Style withBold() {
    return new Style(foreground, true, underlined, reversed);
  }

  public Style withUnderline() {
    return new Style(foreground, bold, true, reversed);
  }

  public Style withReversed() {
    return new Style(foreground, bold, underlined, true);
  }

  /** The same without colours, for terminals and people that want none. */
  public Style monochrome() {
    return new Style(Color.DEFAULT, bold, underlined, reversed);
  }
}
