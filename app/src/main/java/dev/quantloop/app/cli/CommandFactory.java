package dev.quantloop.app.cli;

import dev.quantloop.app.cli.command.ConsoleCommand;
import dev.quantloop.app.console.Console;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes commands and mixins, and gives them the console. */
final class CommandFactory implements IFactory {
  private final Console console;

  CommandFactory(Console console) {
    this.console = console;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    Constructor<K> constructor;
    try {
      constructor = type.getDeclaredConstructor(Console.class);
    } catch (NoSuchMethodException e) {
      K made = CommandLine.defaultFactory().create(type);
      if (made instanceof ConsoleCommand command) {
        command.attach(console);
      }
      return made;
    }
    constructor.setAccessible(true);
    try {
      return constructor.newInstance(console);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("can't make " + type.getName(), e.getCause());
    }
  }
}
