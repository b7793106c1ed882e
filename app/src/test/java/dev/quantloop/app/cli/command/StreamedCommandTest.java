package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamedCommandTest {
  private static StreamedCommand shell(String script) throws IOException {
    // A shell cannot trap what was ignored when it began, as in a build in the background.
    return StreamedCommand.start(
        new ProcessBuilder("env", "--default-signal=INT,HUP", "sh", "-c", script));
  }

  private static List<String> printed(StreamedCommand command, int exitCode) {
    List<String> lines = new ArrayList<>();
    assertEquals(exitCode, command.follow(lines::addAll));
    return lines;
  }

  @Test
  void passesOnWhatIsPrintedOnBothStreamsAndTheExitCode() throws IOException {
    assertEquals(
        List.of("one", "two", "über"),
        printed(shell("echo one; echo two >&2; echo über; exit 3"), 3));
  }

  @Test
  void hasNothingOnItsStandardInput() throws IOException {
    assertEquals(List.of("[]"), printed(shell("read line; echo \"[$line]\""), 0));
  }

  @Test
  void passesOnManyLines() throws IOException {
    List<String> lines =
        printed(shell("i=0; while [ $i -lt 5000 ]; do i=$((i+1)); echo $i; done"), 0);
    assertEquals(5000, lines.size());
    assertEquals("5000", lines.get(4999));
  }

  @Test
  void isInterruptedWithWhatItStarted() throws Exception {
    StreamedCommand command =
        shell("trap 'echo interrupted; exit 130' INT; echo started; while :; do sleep 0.1; done");
    assertEquals(List.of("started", "interrupted"), afterStart(command, command::interrupt, 130));
  }

  @Test
  void hearsThatTheInterfaceIsGoneAsIfItWereItsTerminal() throws Exception {
    StreamedCommand command =
        shell("trap 'echo gone; exit 129' HUP; echo started; while :; do sleep 0.1; done");
    List<String> lines = afterStart(command, command::hangUp, 129);
    assertEquals("gone", lines.get(lines.size() - 1));
  }

  @Test
  void isKilledWhenItTakesNoNotice() throws Exception {
    StreamedCommand command = shell("trap '' INT; echo started; while :; do sleep 0.1; done");
    assertEquals(
        List.of("started"),
        afterStart(
            command,
            () -> {
              command.interrupt();
              command.kill();
            },
            137));
  }

  private static List<String> afterStart(StreamedCommand command, Runnable action, int exitCode)
      throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    Thread other =
        new Thread(
            () -> {
              try {
                started.await();
                action.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    other.start();
    List<String> lines = new ArrayList<>();
    int code =
        command.follow(
            more -> {
              lines.addAll(more);
              started.countDown();
            });
    other.join();
    assertEquals(exitCode, code);
    return lines;
  }

  @Test
  void whatHasLeftTheGroupGoesOn() throws Exception {
    StreamedCommand command =
        shell("setsid sleep 1000 >/dev/null 2>&1 & echo $!; trap '' INT; wait");
    List<Long> pids = new ArrayList<>();
    CountDownLatch known = new CountDownLatch(1);
    Thread killer =
        new Thread(
            () -> {
              try {
                known.await();
                // setsid has to have been called before.
                while (ProcessHandle.of(pids.get(0))
                    .flatMap(one -> one.info().command())
                    .filter(name -> name.endsWith("sleep"))
                    .isEmpty()) {
                  Thread.sleep(5);
                }
                command.kill();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    killer.start();
    command.follow(
        lines -> {
          lines.forEach(line -> pids.add(Long.parseLong(line)));
          known.countDown();
        });
    killer.join();
    ProcessHandle worker = ProcessHandle.of(pids.get(0)).orElseThrow();
    assertTrue(worker.isAlive());
    worker.destroyForcibly();
  }
}
