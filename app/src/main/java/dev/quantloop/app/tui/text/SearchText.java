package dev.quantloop.app.tui.text;

import java.util.Locale;

/**
 * A text that is looked for: small letters stand for great ones, too, unless it has a great one
 * itself.
 */
public record SearchText(String text, boolean exact, char small, char great) {
  static SearchText of(String text) {
    char first = text.charAt(0);
    return new SearchText(
        text,
        !text.equals(text.toLowerCase(Locale.ROOT)),
        Character.toLowerCase(first),
        Character.toUpperCase(first));
  }

  /** Where it begins in a line, from there on; -1 if it is not there. Makes no garbage. */
  int in(String line, int from) {
    if (exact) {
      return line.indexOf(text, from);
    }
    // Scanning for each case by itself is several times as fast as looking at every character.
    int inSmall = line.indexOf(small, from);
    int inGreat = small == great ? -1 : line.indexOf(great, from);
    while (inSmall >= 0 || inGreat >= 0) {
      boolean smallFirst = inGreat < 0 || (inSmall >= 0 && inSmall < inGreat);
      int at = smallFirst ? inSmall : inGreat;
      if (line.regionMatches(true, at, text, 0, text.length())) {
        return at;
      }
      inSmall = smallFirst ? line.indexOf(small, at + 1) : inSmall;
      inGreat = smallFirst ? inGreat : line.indexOf(great, at + 1);
    }
    return -1;
  }
}
