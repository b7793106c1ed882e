package dev.quantloop.app.cli.command;

import dev.quantloop.app.UserException;
import dev.quantloop.app.tui.screen.RunningCommand;
import dev.quantloop.llama.runtime.NativeSettings;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Commands of this program that were started by it and end with it. They use the same libllama,
 * unless their own flags say otherwise. Thread-safe.
 */
public final class OwnCommands implements AutoCloseable {
  private final Supplier<NativeSettings> llama;
  private final Set<StreamedCommand> running = ConcurrentHashMap.newKeySet();

  public OwnCommands(Supplier<NativeSettings> llama) {
    this.llama = llama;
  }

  public RunningCommand start(List<String> arguments) {
    ProcessBuilder builder = OwnProgram.process(arguments, llama.get());
    try {
      StreamedCommand command = StreamedCommand.start(builder);
      running.add(command);
      command.onEnd(() -> running.remove(command));
      return command;
    } catch (IOException e) {
      throw new UserException("can't start " + builder.command().get(0) + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    running.forEach(StreamedCommand::hangUp);
  }
}
