package dev.quantloop.app.notify;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.ShellWords;
import dev.quantloop.app.format.VisibleText;
import dev.quantloop.app.machine.ChildCommand;
import dev.quantloop.app.machine.ProcessGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How a user wants to be told of what happens: by signals of the terminal, by a command, or both.
 *
 * @param command its words, which no shell reads; empty for none
 */
public record NotifyWays(Set<Signal> signals, List<String> command) {
  public static final NotifyWays NONE = new NotifyWays(Set.of(), List.of());

  /** For help texts and messages. */
  public static final String SYNTAX = "bell, osc9, osc777, or a command";

  private static final String TITLE = "Quantloop";
  private static final String BELL = "\u0007";
  private static final String OSC = "\u001b]";
  private static final long LIMIT_SECONDS = 30;

  /** What a terminal can do. */
  public enum Signal {
    BELL,
    /** A notification in iTerm2, WezTerm, Ghostty, kitty, Windows Terminal and others. */
    OSC9,
    /** A notification with a title, in foot, rxvt-unicode, WezTerm, Ghostty and others. */
    OSC777
  }

  /**
   * Reads signals with commas between them and then, if anything is left, a command.
   *
   * @throws UserException if a quotation mark is missing
   */
  public static NotifyWays parse(String text) {
    Set<Signal> signals = EnumSet.noneOf(Signal.class);
    String rest = text.strip();
    Optional<Signal> next = signal(rest);
    while (next.isPresent()) {
      signals.add(next.get());
      rest = rest.substring(next.get().name().length()).replaceFirst("^\\s*,?\\s*", "");
      next = signal(rest);
    }
    List<String> command =
        ShellWords.split(rest)
            .orElseThrow(() -> new UserException("a quotation mark is missing: " + text));
    return new NotifyWays(signals, command);
  }

  private static Optional<Signal> signal(String text) {
    return Stream.of(Signal.values())
        .filter(one -> text.matches("(?is)" + one.name() + "\\s*(,.*)?"))
        .findFirst();
  }

  public boolean isNone() {
    return signals.isEmpty() && command.isEmpty();
  }

  /**
   * Refuses what can be known to be of no use.
   *
   * @throws UserException if there is no such command
   */
  public NotifyWays requireUsable() {
    if (isNone()) {
      throw new UserException("expected " + SYNTAX);
    }
    if (!command.isEmpty() && !isThere(command.get(0))) {
      throw new UserException(
          "there is no command %s; expected %s".formatted(command.get(0), SYNTAX));
    }
    return this;
  }

  private static boolean isThere(String program) {
    Path file = Path.of(program);
    return program.contains("/")
        ? Files.isRegularFile(file) && Files.isExecutable(file)
        : ProcessGroup.onPath(program).isPresent();
  }

  /**
   * What makes the terminal tell it; empty without signals. A bell rings in tmux and screen
   * themselves.
   */
  public String sequence(String message, Map<String, String> environment) {
    String line = line(message);
    StringBuilder sequence = new StringBuilder();
    for (Signal signal : signals) {
      sequence.append(
          switch (signal) {
            case BELL -> BELL;
            case OSC9 -> Passthrough.of(OSC + "9;" + TITLE + ": " + line + BELL, environment);
            case OSC777 ->
                Passthrough.of(
                    OSC + "777;notify;" + TITLE + ";" + line.replace(';', ',') + BELL, environment);
          });
    }
    return sequence.toString();
  }

  /**
   * Runs the command, if any, with the message as its last argument and as QUANTLOOP_MESSAGE, and
   * waits for its end, a few seconds at most.
   *
   * @return what went wrong, in a line
   */
  public Optional<String> runCommand(String message) {
    if (command.isEmpty()) {
      return Optional.empty();
    }
    String line = line(message);
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(command.stream(), Stream.of(line)).toList())
            .redirectInput(ChildCommand.NO_INPUT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("QUANTLOOP_MESSAGE", line);
    try {
      return problem(builder.start()).map(why -> "can't notify: " + command.get(0) + " " + why);
    } catch (IOException e) {
      return Optional.of("can't notify: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<String> problem(Process process) throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return Optional.of("did not end within %d s".formatted(LIMIT_SECONDS));
    }
    int status = process.exitValue();
    return status == 0 ? Optional.empty() : Optional.of("ended with exit code " + status);
  }

  /** One line that commands no terminal. */
  private static String line(String message) {
    return VisibleText.of(message.replaceAll("\\s+", " ").strip());
  }
}
