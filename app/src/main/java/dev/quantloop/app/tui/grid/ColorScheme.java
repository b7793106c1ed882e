package dev.quantloop.app.tui.grid;

import java.util.Locale;

/** Which of the terminal's colours stand for what is drawn. */
public enum ColorScheme {
  /** As drawn: green is well, red is wrong. */
  USUAL,

  /** Blue and yellow for green and red, which one person in twenty can't tell apart. */
  COLOR_BLIND,

  /** None at all. */
  NONE;

  public Style apply(Style style) {
    return switch (this) {
      case USUAL -> style;
      case COLOR_BLIND -> style.with(safe(style.foreground()));
      case NONE -> style.monochrome();
    };
  }

  private static Color safe(Color color) {
    return switch (color) {
      case GREEN -> Color.BRIGHT_BLUE;
      case RED -> Color.BRIGHT_YELLOW;
      case MAGENTA -> Color.WHITE;
      default -> color;
    };
  }

  /** For files and for people: "color-blind". */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The scheme of that word; the usual one for any other. */
  public static ColorScheme of(String word) {
    for (ColorScheme scheme : values()) {
      if (scheme.word().equals(word)) {
        return scheme;
      }
    }
    return USUAL;
  }
}
