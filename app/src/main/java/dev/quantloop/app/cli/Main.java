package dev.quantloop.app.cli;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.console.VisibleWriter;

/** The program's entry point. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    if (!System.getProperty("user.home", "").startsWith("/")) {
      // JNA would unpack its library below "?", in the working directory.
      System.setProperty("jna.tmpdir", System.getProperty("java.io.tmpdir"));
    }
    Console console = Console.ofProcess();
    System.setErr(VisibleWriter.asStream(console.err()));
    // Threads of libllama and of JNA may be alive still: leave by exit, not by return.
    System.exit(QuantloopCommand.execute(console, arguments));
  }
}
