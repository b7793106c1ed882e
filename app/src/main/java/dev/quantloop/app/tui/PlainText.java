package dev.quantloop.app.tui;

/** Texts with signs that ASCII does not have. */
public final class PlainText {
  private PlainText() {}

  /** The text, or its like in ASCII where that is all that can be shown. */
  public static String of(String text, Look look) {
    return look.unicode()
        ? text
        : text.replace("Δ", "d").replace("±", "+-").replace("×", "x").replace("–", "-");
  }
}
