package dev.quantloop.app.cli;

import dev.quantloop.app.console.Console;

/** The program's entry point. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // Threads of libllama and of JNA may be alive still: leave by exit, not by return.
    System.exit(QuantloopCommand.execute(Console.ofProcess(), arguments));
  }
}
