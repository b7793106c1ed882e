package dev.quantloop.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.console.Console;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Remedy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureReportTest {
  @TempDir private Path home;
  private final StringWriter err = new StringWriter();

  @Test
  void printsWhatTheUserCanActOnAsOneLine() {
    assertEquals(1, report(new UserException("it is\n  broken")));
    assertEquals(2, report(new UsageException("-t must be positive")));
    assertEquals(1, report(new LlamaException("no model")));
    assertEquals(
        "quantloop: it is broken\nquantloop: -t must be positive\nquantloop: no model\n",
        err.toString());
  }

  @Test
  void addsTheOptionsThatHelpToWhatTheLowerModulesSay() {
    report(new LlamaException("IQ1_S needs an importance matrix", Remedy.GIVE_IMATRIX));
    assertEquals(
        "quantloop: IQ1_S needs an importance matrix; give one with --imatrix FILE\n",
        err.toString());
  }

  @Test
  void namesTheFileAndTheReasonOfAFailedInputOrOutput() {
    report(new UncheckedIOException(new NoSuchFileException("/x/y")));
    report(
        new UncheckedIOException(new FileSystemException("/x/z", null, "No space left on device")));
    report(new UncheckedIOException(new IOException("No space left on device")));
    assertEquals(
        "quantloop: no such file or directory: /x/y\n"
            + "quantloop: the disk is full (No space left on device): /x/z\n"
            + "quantloop: the disk is full (No space left on device)\n",
        err.toString());
  }

  @Test
  void saysWhatIsMissingWhereALocaleCannotSpellAName() {
    assertEquals(1, report(new InvalidPathException("größe", "Malformed input")));
    assertTrue(
        err.toString().startsWith("quantloop: no file can be called größe in this locale ("),
        err.toString());
    assertTrue(err.toString().endsWith("; install one that is UTF-8, such as C.UTF-8\n"));
  }

  @Test
  void saysWhatIsWrongWithOneOfSeveralPaths() {
    CliFixture.Result refused = new CliFixture(home).run("tokens", "-m", "m", "t", "~nobody/x");
    assertEquals(2, refused.code());
    assertEquals(
        "quantloop: ~nobody/x: write the path in full; only ~/ can stand for a directory",
        refused.err().lines().findFirst().orElseThrow());
  }

  @Test
  void writesTheTraceOfAnythingElseToAFileAndOnlyItsPathToTheScreen() throws IOException {
    assertEquals(1, report(new IllegalStateException("a bug")));
    String line = err.toString();
    assertEquals(1, line.lines().count());
    assertTrue(line.startsWith("quantloop: unexpected failure: "), line);
    assertFalse(line.contains("\tat "), line);
    Path log = Path.of(line.substring(line.indexOf("(details: ") + 10, line.lastIndexOf(')')));
    assertTrue(log.startsWith(home));
    assertTrue(Files.readString(log).contains("FailureReportTest"));
  }

  private int report(Throwable failure) {
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            new CliFixture.FixedTerminal(false, 80),
            Clock.systemUTC(),
            Map.of("HOME", home.toString()));
    return new FailureReport(console).report(failure);
  }
}
