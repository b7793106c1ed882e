package dev.quantloop.app.cli.option;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.source.ReadingContext;
import dev.quantloop.app.source.open.SourceReaders;

/** Opens the sources of a command, of every kind. */
public final class ConsoleSources {
  private ConsoleSources() {}

  public static SourceReaders of(Console console) {
    return new SourceReaders(
        new ReadingContext(
            console.directories(), console.environment(), console.in(), console::say));
  }
}
