package dev.quantloop.app.format;

import java.util.List;
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
}
