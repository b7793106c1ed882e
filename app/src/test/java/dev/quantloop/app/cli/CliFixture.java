package dev.quantloop.app.cli;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.console.Terminal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Runs command lines in process, with directories of their own, and keeps what they print. */
public final class CliFixture {
  /** Another build of llama.cpp for all tests; null where they take the one that is installed. */
  public static final String LIBRARY = System.getProperty("quantloop.test.llama-lib");

  /** Kernels for all tests, so that their figures are the same on every machine. */
  public static final String CPU_VARIANT = "haswell";

  private final Map<String, String> environment = new HashMap<>();
  private Terminal terminal = new FixedTerminal(false, 80);
  private String input = "";
  private String last;
  private Runnable atLast;

  /** What a command line came to. */
  public record Result(int code, String out, String err) {
    /** The message that a failed command leaves: the last line of standard error. */
    public String message() {
      String[] lines = err.strip().split("\n");
      return lines[lines.length - 1];
    }
  }

  /** A terminal that never changes. */
  public record FixedTerminal(boolean present, int width) implements Terminal {
    @Override
    public boolean inputIsTerminal() {
      return present;
    }

    @Override
    public boolean outputIsTerminal() {
      return present;
    }

    @Override
    public boolean errorIsTerminal() {
      return present;
    }

    @Override
    public boolean unicode() {
      return true;
    }
  }

  /** Data, configuration and state lie below the directory; the cache is shared by all tests. */
  public CliFixture(Path home) {
    environment.put("HOME", home.toString());
    environment.put("XDG_CACHE_HOME", sharedCache().toString());
    environment.put("PATH", System.getenv("PATH"));
    environment.put("QUANTLOOP_CPU_VARIANT", CPU_VARIANT);
    if (LIBRARY != null) {
      environment.put("QUANTLOOP_LLAMA_LIB", LIBRARY);
    }
  }

  /** Where libllama is installed to by the first test that needs it: the native tests' cache. */
  public static Path sharedCache() {
    return Path.of(System.getProperty("quantloop.test.cache", "../target/test-cache"))
        .toAbsolutePath();
  }

  public CliFixture with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  public CliFixture onTerminal(int width) {
    terminal = new FixedTerminal(true, width);
    return this;
  }

  public CliFixture typing(String text) {
    input = text;
    return this;
  }

  /** Lets standard error be gone when this text comes. */
  public CliFixture hangingUpOn(String text) {
    return on(
        text,
        () -> {
          throw new UncheckedIOException(new IOException("no terminal any more"));
        });
  }

  /** Does something before this text gets to standard error. */
  public CliFixture on(String text, Runnable deed) {
    last = text;
    atLast = deed;
    return this;
  }

  private final class ErrorWriter extends StringWriter {
    @Override
    public void write(String text, int offset, int length) {
      if (last != null && text.contains(last)) {
        atLast.run();
      }
      super.write(text, offset, length);
    }
  }

  public Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new ErrorWriter();
    int code = QuantloopCommand.execute(console(out, err), arguments);
    return new Result(code, out.toString(), err.toString());
  }

  /** A console whose output nobody looks at. */
  public Console console() {
    return console(new StringWriter(), new StringWriter());
  }

  private Console console(StringWriter out, StringWriter err) {
    return new Console(
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        new PrintWriter(out),
        new PrintWriter(err),
        terminal,
        Clock.systemUTC(),
        environment);
  }
}
