package dev.quantloop.app.tui.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits a line into words as a shell does: at blanks, unless quotation marks or a backslash keep
 * them. Variables and patterns mean nothing.
 */
final class ShellWords {
  private ShellWords() {}

  /** The words without their quotation marks; empty if one of the marks is missing. */
  static Optional<List<String>> split(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char at = line.charAt(i);
      if (quote == 0 && Character.isWhitespace(at)) {
        if (word != null) {
          words.add(word.toString());
          word = null;
        }
        continue;
      }
      if (word == null) {
        word = new StringBuilder();
      }
      if (quote == 0 && (at == '\'' || at == '"')) {
        quote = at;
      } else if (at == quote) {
        quote = 0;
      } else if (at == '\\' && quote != '\'' && i + 1 < line.length()) {
        i++;
        word.append(line.charAt(i));
      } else {
        word.append(at);
      }
    }
    if (word != null) {
      words.add(word.toString());
    }
    return quote == 0 ? Optional.of(words) : Optional.empty();
  }
}
