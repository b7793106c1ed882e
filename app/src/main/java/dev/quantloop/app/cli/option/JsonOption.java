package dev.quantloop.app.cli.option;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.format.Json;
import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** {@code --json}, on every command that prints results. */
public final class JsonOption {
  private final Console console;

  @Option(names = "--json", description = "Print the result as JSON on standard output.")
  private boolean json;

  JsonOption(Console console) {
    this.console = console;
  }

  public boolean wanted() {
    return json;
  }

  /** Prints a result: as JSON where that is wanted, else as text. */
  public void print(Supplier<?> document, Consumer<PrintWriter> text) {
    if (json) {
      Json.print(console.out(), document.get());
    } else {
      text.accept(console.out());
    }
  }
}
