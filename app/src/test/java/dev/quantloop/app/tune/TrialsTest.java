package dev.quantloop.app.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.llama.model.DecodeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The real process and its deaths; what it measures is invented. */
class TrialsTest {
  private static final Duration PATIENT = Duration.ofMinutes(5);

  private final List<String> notices = new ArrayList<>();

  @Test
  void aDeathLosesOneTrialAndTheNextHasANewProcess() {
    try (Trials trials = trials(PATIENT, DyingTrials.class.getName())) {
      trials.start();
      assertEquals("a device", trials.key().device());
      double first = pid(trials);
      assertEquals(first, pid(trials));
      assertEquals("died of SIGSEGV", failure(trials, DyingTrials.CRASH));
      double second = pid(trials);
      assertNotEquals(first, second);
      assertFalse(ProcessHandle.of((long) first).isPresent());
    }
  }

  @Test
  void saysOfWhatItDied() {
    try (Trials trials = trials(PATIENT, DyingTrials.class.getName())) {
      assertEquals("out of memory", failure(trials, DyingTrials.MEMORY));
      assertEquals(
          "llama.cpp gave up: ggml.c:42: GGML_ASSERT(n > 0) failed",
          failure(trials, DyingTrials.ASSERTION));
    }
  }

  @Test
  void oneThatHangsHasFailed() {
    try (Trials impatient = trials(Duration.ofMillis(200), DyingTrials.class.getName())) {
      assertEquals("no answer within 0.2s", failure(impatient, DyingTrials.HANG));
    }
  }

  @Test
  void aProcessThatCannotStartTellsWhy() {
    try (Trials trials = trials(PATIENT, "dev.quantloop.no.such.Class")) {
      UserException refusal = assertThrows(UserException.class, trials::start);
      assertTrue(refusal.getMessage().contains("ended with status 1"), refusal.getMessage());
      assertTrue(notices.stream().anyMatch(line -> line.contains("ClassNotFound")), "" + notices);
    }
  }

  private Trials trials(Duration patience, String main) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:ErrorFile=/dev/null",
            "-XX:-CreateCoredumpOnCrash",
            "-cp",
            System.getProperty("java.class.path"),
            main);
    return new Trials(new ProcessBuilder(command), patience, notices::add, false);
  }

  private static double pid(Trials trials) {
    return run(trials, DyingTrials.GOOD).tokensPerSecond();
  }

  private static String failure(Trials trials, int ubatch) {
    return run(trials, ubatch).failure();
  }

  private static TrialOutcome run(Trials trials, int ubatch) {
    return trials.run(new DecodeSettings(512, 512, ubatch, 1), 0);
  }
}
