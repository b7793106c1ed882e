package dev.quantloop.app.machine;

import dev.quantloop.app.UserException;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** A command of this program in a process of its own, which may be ended by any thread. */
public final class ChildCommand {
  /** The standard input of processes that nobody types anything into. */
  public static final ProcessBuilder.Redirect NO_INPUT =
      ProcessBuilder.Redirect.from(new File("/dev/null"));

  private static final String PREFIX = "quantloop: ";

  private final Process process;
  private final Path complaints;
  private volatile boolean ended;

  private ChildCommand(Process process, Path complaints) {
    this.process = process;
    this.complaints = complaints;
  }

  /** Starts a command whose output will be asked for. */
  static ChildCommand start(ProcessBuilder command, String input) {
    try {
      Path complaints = Files.createTempFile("quantloop", ".err");
      try {
        Process process = command.redirectError(complaints.toFile()).start();
        write(process, input);
        return new ChildCommand(process, complaints);
      } catch (IOException e) {
        Files.delete(complaints);
        throw e;
      }
    } catch (IOException e) {
      throw new UserException("can't start " + command.command().get(0) + ": " + e.getMessage(), e);
    }
  }

  /** One that ends before it has read all says why by itself. */
  private static void write(Process process, String input) {
    try (Writer writer = process.outputWriter(StandardCharsets.UTF_8)) {
      writer.write(input);
    } catch (IOException e) {
      // Its output and exit status are looked at.
    }
  }

  /**
   * What a command wrote to standard output, after it has come to its end.
   *
   * @param input what it reads on standard input
   * @throws UserException with the reason that it gave, when it fails
   */
  public static String output(ProcessBuilder command, String input) {
    return start(command, input).output(line -> {}).orElseThrow();
  }

  /**
   * What the command wrote to standard output, after it has come to its end; empty if it was ended
   * before. To be called once.
   *
   * @param lines takes each line as soon as it has ended
   * @throws UserException with the reason that it gave, when it fails
   */
  Optional<String> output(Consumer<String> lines) {
    try {
      try {
        String said = read(process.inputReader(StandardCharsets.UTF_8), lines);
        boolean failed = process.waitFor() != 0;
        if (failed && !ended) {
          throw new UserException(reason(Files.readString(complaints)));
        }
        return ended ? Optional.empty() : Optional.of(said);
      } finally {
        Files.delete(complaints);
      }
    } catch (IOException e) {
      if (ended) {
        // Ending a process closes what is read of it.
        return Optional.empty();
      }
      throw new UserException("can't read what a command prints: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted", e);
    }
  }

  private static String read(Reader reader, Consumer<String> lines) throws IOException {
    StringBuilder said = new StringBuilder();
    int begin = 0;
    for (int character = reader.read(); character >= 0; character = reader.read()) {
      said.append((char) character);
      if (character == '\n') {
        lines.accept(said.substring(begin, said.length() - 1));
        begin = said.length();
      }
    }
    return said.toString();
  }

  /**
   * Why a command has failed: the line that begins with the program's name, which a hint may
   * follow; else the last.
   *
   * @param said what the command printed
   */
  static String reason(String said) {
    String last = said.lines().filter(line -> !line.isBlank()).reduce("no reason", (a, b) -> b);
    return said.lines()
        .filter(line -> line.startsWith(PREFIX))
        .reduce((one, next) -> next)
        .map(line -> line.substring(PREFIX.length()))
        .orElse(last);
  }

  void end() {
    ended = true;
    process.destroy();
  }

  /**
   * Commands of this program of which only the latest is of interest: it ends the one before. May
   * be used by several threads.
   */
  public static final class LatestCommand implements AutoCloseable {
    private ChildCommand running;

    /**
     * What the command prints.
     *
     * @param input what it reads on standard input
     * @return empty if it was ended for another
     * @throws dev.quantloop.app.UserException with the reason that it gave, when it fails
     */
    public Optional<String> output(ProcessBuilder command, String input) {
      return output(command, input, line -> {});
    }

    /**
     * The same.
     *
     * @param lines takes each line as soon as it has ended
     */
    public Optional<String> output(ProcessBuilder command, String input, Consumer<String> lines) {
      return start(command, input).output(lines);
    }

    private synchronized ChildCommand start(ProcessBuilder command, String input) {
      close();
      running = ChildCommand.start(command, input);
      return running;
    }

    /** Ends the command that is running, if any. */
    @Override
    public synchronized void close() {
      if (running != null) {
        running.end();
        running = null;
      }
    }
  }
}
