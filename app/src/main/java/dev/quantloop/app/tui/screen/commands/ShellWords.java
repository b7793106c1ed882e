package dev.quantloop.app.tui.screen.commands;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of words as a shell splits it: blanks part them, quotation marks and backslashes keep
 * blanks. There are no variables and no patterns.
 *
 * @param words without their quotation marks
 * @param start where the last word begins in the line, or the next one would
 * @param open whether a quotation mark is missing
 */
record ShellWords(List<String> words, int start, boolean open) {
  ShellWords {
    words = List.copyOf(words);
  }

  static ShellWords of(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    int start = line.length();
    for (int i = 0; i < line.length(); i++) {
      char at = line.charAt(i);
      if (quote == 0 && Character.isWhitespace(at)) {
        if (word != null) {
          words.add(word.toString());
        }
        word = null;
        start = line.length();
        continue;
      }
      if (word == null) {
        word = new StringBuilder();
        start = i;
      }
      if (quote == 0 && (at == '\'' || at == '"')) {
        quote = at;
      } else if (at == quote) {
        quote = 0;
      } else if (at == '\\' && quote != '\'' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
      } else {
        word.append(at);
      }
    }
    if (word != null) {
      words.add(word.toString());
    }
    return new ShellWords(words, start, quote != 0);
  }

  /** The word that the line ends within; empty if it ends between words. */
  String last(String line) {
    return start == line.length() || words.isEmpty() ? "" : words.get(words.size() - 1);
  }

  /** The word so that it is one in a line. */
  static String quoted(String word) {
    return word.matches("[\\p{L}\\p{N}_./:=,+%@~*-]+")
        ? word
        : "'" + word.replace("'", "'\\''") + "'";
  }
}
