package dev.quantloop.app.console;

import dev.quantloop.app.Directories;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/**
 * Everything that a command may know of the world outside: streams, terminal, clock, environment
 * and directories. Commands use nothing of {@code System} directly, so tests run them in process.
 *
 * <p>Results go to {@link #out()}, progress and messages to {@link #err()}.
 *
 * <p>What a terminal shows, and every message wherever it goes, is a {@link VisibleWriter}'s.
 * Results that are piped or redirected stay as they are: another program is to get the very name
 * that is on record, not one that is spelled differently. Only tables, which are for people, spell
 * out what would break their columns.
 *
 * @param in standard input, for questions and for text to read
 * @param out results; throws {@link OutputClosedException} once nobody reads them
 * @param err progress and messages; failures to write are ignored
 * @param terminal what is known of the terminal behind the streams
 * @param clock the only source of time
 * @param environment the variables of the process
 */
public record Console(
    InputStream in,
    PrintWriter out,
    PrintWriter err,
    Terminal terminal,
    Clock clock,
    Map<String, String> environment) {

  public Console {
    out = terminal.outputIsTerminal() ? VisibleWriter.over(out) : out;
    err = VisibleWriter.over(err);
  }

  public static Console ofProcess() {
    return new Console(
        System.in,
        writer(new Loud(new FileOutputStream(FileDescriptor.out))),
        writer(new FileOutputStream(FileDescriptor.err)),
        new ProcessTerminal(System.getenv()),
        new LocalClock(),
        System.getenv());
  }

  public Directories directories() {
    return Directories.of(environment);
  }

  /** Whether {@link #out()} may carry ANSI colours. */
  public boolean colorful() {
    return terminal.outputIsTerminal() && colorsWanted();
  }

  /** The progress display on {@link #err()} that suits it: bars on a terminal, else plain lines. */
  public Progress progress() {
    return terminal.errorIsTerminal()
        ? new TerminalProgress(err, terminal, clock)
        : new PlainProgress(err, clock);
  }

  /** Columns for help texts: those of the terminal, else 80. */
  public int helpWidth() {
    return terminal.outputIsTerminal() ? terminal.width() : 80;
  }

  /** Prints a message that is no result, on a line of its own. */
  public void say(String message) {
    err.println(message);
    err.flush();
  }

  /**
   * Sends the terminal a sequence of the program's own, which prints nothing; does nothing where
   * messages go elsewhere.
   */
  public void signal(String sequence) {
    if (terminal.errorIsTerminal()) {
      synchronized (err) {
        VisibleWriter.beneath(err).print(sequence);
        err.flush();
      }
    }
  }

  public void warn(String message) {
    say("warning: " + message);
  }

  /**
   * Asks a yes-or-no question on the terminal.
   *
   * @return false also when nobody can answer, because the input is not a terminal
   */
  public boolean confirms(String question) {
    if (!terminal.inputIsTerminal()) {
      return false;
    }
    err.print(question + " [y/N] ");
    err.flush();
    try {
      String answer =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
      return answer != null && answer.strip().toLowerCase(java.util.Locale.ROOT).startsWith("y");
    } catch (java.io.IOException e) {
      return false;
    }
  }

  private boolean colorsWanted() {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(environment.get("TERM"));
  }

  /**
   * Always UTF-8: JSON must be, and what a GPU box without a locale is looked at through speaks
   * UTF-8 too.
   */
  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(
        new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8)));
  }

  /** Reports failures that PrintWriter would swallow, so that a query ends with its reader. */
  private static final class Loud extends OutputStream {
    private final OutputStream stream;

    Loud(OutputStream stream) {
      this.stream = stream;
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        stream.write(bytes, offset, length);
      } catch (IOException e) {
        throw new OutputClosedException(e);
      }
    }
  }
}
