package dev.quantloop.app.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.app.UserException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ChildCommandTest {
  private static String run(String script) {
    return ChildCommand.output(new ProcessBuilder("sh", "-c", script), "");
  }

  @Test
  void givesStandardOutputOnly() {
    assertEquals("é\n", run("echo fetching >&2; echo é"));
  }

  @Test
  void waitsForACommandThatComplainsALot() {
    assertEquals("end\n", run("head -c 300000 /dev/zero | tr '\\0' x >&2; echo end"));
  }

  @Test
  void failsWithTheLastLineOfStandardError() {
    UserException failure =
        assertThrows(
            UserException.class,
            () -> run("echo no; echo fetching >&2; echo 'quantloop: it is gone' >&2; exit 1"));
    assertEquals("it is gone", failure.getMessage());
  }

  @Test
  void saysNothingWhenItIsEnded() {
    ChildCommand command =
        ChildCommand.start(new ProcessBuilder("sh", "-c", "echo begun; exec sleep 1000"), "");
    CompletableFuture<Optional<String>> output =
        CompletableFuture.supplyAsync(() -> command.output(line -> {}));
    command.end();
    assertEquals(Optional.empty(), output.join());
  }

  @Test
  void saysThatThereIsNoSuchCommand() {
    UserException failure =
        assertThrows(
            UserException.class,
            () -> ChildCommand.output(new ProcessBuilder("/no/such/quantloop"), ""));
    assertEquals(
        "can't start /no/such/quantloop",
        failure.getMessage().substring(0, failure.getMessage().indexOf(':')));
  }

  @Test
  void hearsWhatItIsGivenOnStandardInput() {
    assertEquals("a\nb", ChildCommand.output(new ProcessBuilder("cat"), "a\nb"));
  }

  @Test
  void takesTheLineThatSaysWhy() {
    assertEquals(
        "--growth must be above 1, not 1.0",
        ChildCommand.reason(
            "code: 2 hidden files passed over\nquantloop: --growth must be above 1, not 1.0\n"
                + "Try: quantloop new --help\n"));
  }

  @Test
  void takesTheLastLineOfAProgramThatDied() {
    assertEquals("Killed", ChildCommand.reason("reading\n\nKilled\n\n"));
    assertEquals("no reason", ChildCommand.reason(""));
  }
}
