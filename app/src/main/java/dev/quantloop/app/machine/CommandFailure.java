package dev.quantloop.app.machine;

/** Why a command of this program has failed, as it said itself. */
final class CommandFailure {
  private static final String PREFIX = "quantloop: ";

  private CommandFailure() {}

  /**
   * The line that begins with the program's name, which a hint may follow; else the last.
   *
   * @param said what the command printed
   */
  static String reason(String said) {
    String last = said.lines().filter(line -> !line.isBlank()).reduce("no reason", (a, b) -> b);
    return said.lines()
        .filter(line -> line.startsWith(PREFIX))
        .reduce((one, next) -> next)
        .map(line -> line.substring(PREFIX.length()))
        .orElse(last);
  }
}
