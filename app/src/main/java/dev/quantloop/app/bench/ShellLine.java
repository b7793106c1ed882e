package dev.quantloop.app.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A command of a shell script, put together word by word. Not thread-safe. */
final class ShellLine {
  private final List<String> words = new ArrayList<>();

  static ShellLine of(List<String> program) {
    return new ShellLine().with(program.toArray());
  }

  ShellLine with(Object... more) {
    for (Object word : more) {
      words.add(word.toString());
    }
    return this;
  }

  /** The command, every word quoted so that the shell takes it as it is. */
  @Override
  public String toString() {
    return words.stream().map(ShellLine::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
