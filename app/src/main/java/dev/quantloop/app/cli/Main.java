package dev.quantloop.app.cli;

import dev.quantloop.app.UserException;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.console.VisibleWriter;

/** The program's entry point. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    if (unpacksHere(
        System.getProperty("user.home", ""), System.getenv().getOrDefault("XDG_CACHE_HOME", ""))) {
      System.setProperty("jna.tmpdir", System.getProperty("java.io.tmpdir"));
    }
    Console console = Console.ofProcess();
    System.setErr(VisibleWriter.asStream(console.err()));
    // Threads of libllama and of JNA may be alive still: leave by exit, not by return.
    System.exit(execute(console, arguments));
  }

  /** Whether JNA would unpack its library below the working directory, as in "?" for no home. */
  static boolean unpacksHere(String home, String cache) {
    return !(cache.isBlank() ? home : cache).startsWith("/");
  }

  private static int execute(Console console, String[] arguments) {
    GivenWords given = GivenWords.OF_THIS_PROCESS;
    try {
      // A worker is told whole paths, and runs beside a database that a link may have led to.
      if (arguments.length == 0 || !arguments[0].equals("worker")) {
        given.requireWorkingDirectory(System.getProperty("user.dir"));
      }
      given.requireEnvironment(console.environment());
      return QuantloopCommand.execute(console, given.arguments(arguments));
    } catch (UserException e) {
      return new FailureReport(console).report(e);
    }
  }
}
