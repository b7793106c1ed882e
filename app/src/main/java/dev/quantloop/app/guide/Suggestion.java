package dev.quantloop.app.guide;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something to do next, as a command of this program.
 *
 * @param title what it does, in the imperative
 * @param reason what on record speaks for it
 * @param cost of the work that it starts, or that a run of the new experiment is
 * @param arguments the command line without the program's name
 * @param ready whether it can be run as it is; otherwise a word in capitals is to be filled in
 */
public record Suggestion(
    Kind kind, String title, String reason, Cost cost, List<String> arguments, boolean ready) {
  /** What a suggestion is about; its name in lower case is its name in JSON. */
  public enum Kind {
    START,
    WATCH,
    RESUME,
    DOUBLE_CORPUS,
    DROP_SOURCE,
    ADD_SOURCE,
    OTHER_QUANT,
    MORE_EVALUATION_CHUNKS,
    LONGER_CONTEXT,
    STOP_HERE
  }

  public Suggestion {
    arguments = List.copyOf(arguments);
  }

  static Suggestion ready(
      Kind kind, String title, String reason, Cost cost, List<String> arguments) {
    return new Suggestion(kind, title, reason, cost, arguments, true);
  }

  /** "Double the corpus (about 3m 20s)". */
  public String titleWithCost() {
    return cost.text().isEmpty() ? title : title + " (" + cost.text() + ")";
  }

  /** The command as it is typed in a shell. */
  public String commandLine() {
    return typed(arguments);
  }

  /** A command and its arguments as they are typed in a shell. */
  public static String typed(List<String> arguments) {
    return "quantloop " + quoted(arguments.stream());
  }

  /** The command's name. */
  public String command() {
    return arguments.get(0);
  }

  /** What follows its name, as it is typed in a shell. */
  public String argumentLine() {
    return quoted(arguments.stream().skip(1));
  }

  /** Whether the command takes {@code --db}: all but the single stage that ends a search. */
  public boolean readsHistory() {
    return kind != Kind.STOP_HERE;
  }

  /** The file that it writes, as the command names it; others work beside the database. */
  public Optional<Path> output() {
    return kind == Kind.STOP_HERE
        ? Optional.of(Path.of(arguments.get(arguments.size() - 2)))
        : Optional.empty();
  }

  /** The same with the flags that name a database, if the command takes them. */
  public Suggestion on(List<String> databaseFlags) {
    return readsHistory()
        ? new Suggestion(kind, title, reason, cost, Words.joined(arguments, databaseFlags), ready)
        : this;
  }

  private static String quoted(Stream<String> words) {
    return words.map(Suggestion::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[\\p{L}\\p{N}_./:=,+%@-]+")
        ? word
        : "'" + word.replace("'", "'\\''") + "'";
  }
}
