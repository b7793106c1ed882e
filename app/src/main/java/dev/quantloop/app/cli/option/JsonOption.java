package dev.quantloop.app.cli.option;

import picocli.CommandLine.Option;

/** {@code --json}, on every command that prints results. */
public final class JsonOption {
  @Option(names = "--json", description = "Print the result as JSON on standard output.")
  private boolean json;

  public boolean wanted() {
    return json;
  }
}
