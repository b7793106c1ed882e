package dev.quantloop.app.cli;

import picocli.CommandLine.Option;

/** {@code --json}, on every command that prints results. */
final class JsonOption {
  @Option(names = "--json", description = "Print the result as JSON on standard output.")
  private boolean json;

  boolean wanted() {
    return json;
  }
}
