package dev.quantloop.app.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Words of a command line as they are typed in a shell. */
public final class ShellWords {
  private ShellWords() {}

  /** Quotes what a shell would not take as it stands. */
  public static String quoted(List<String> words) {
    return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[\\p{L}\\p{N}_./:=,+%@-]+")
        ? word
        : "'" + word.replace("'", "'\\''") + "'";
  }

  /**
   * Splits a line at blanks, unless quotation marks or a backslash keep them; variables and
   * patterns mean nothing.
   *
   * @return the words without their quotation marks; empty if one of the marks is missing
   */
  public static Optional<List<String>> split(String line) {
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
